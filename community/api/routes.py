"""Every route for other programs, in one table: the OpenAPI document, the tests and docs/API.md are held against it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """A status, what it means, and the name of its schema."""

    status: int
    means: str
    schema: str


@dataclass(frozen=True)
class Route:
    """`endpoint` is the view's; without a `scope` anybody may ask. `query` names parameters, each with what it is."""

    method: str
    path: str
    endpoint: str
    summary: str
    scope: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    replies: tuple[Reply, ...] = ()
    refusals: tuple[int, ...] = ()

    @property
    def parameters(self) -> list[str]:
        """The names in its path."""
        return [piece[1:-1] for piece in self.path.split("/") if piece.startswith("{")]


_LOOKUP = (
    ("email", "Their mail address."), ("handle", "What they are called elsewhere: `channel:handle`, or the handle alone."),
    ("external_id", "Their key in the CRM."), ("channel", "The channel of the handle, where that is not part of it."),
)
_SIGNED = (("webhook-id", "The message."), ("webhook-timestamp", "Seconds since 1970."), ("webhook-signature", "`v1,` and the HMAC."))
_PUT = (Reply(200, "Changed, or the same as before.", "Taken"), Reply(201, "New.", "Taken"), Reply(202, "Kept for review: it contradicts what is here.", "Taken"))


def _kept_by_key(kind: str, schema: str) -> tuple[Route, ...]:
    """One of a kind under the CRM's own key, and 500 at once."""
    one, endpoint = f"/api/v1/{kind}s/{{external_id}}", f"api_accounts.{kind}"
    return (
        Route("PUT", one, f"api_accounts.put_{kind}", f"Say what the CRM knows of one {kind}", "accounts:write", body=schema, replies=_PUT, refusals=(413, 415, 422)),
        Route("GET", one, endpoint, f"Read what the CRM said of one {kind}", "accounts:write", replies=(Reply(200, "Known here.", "Known"),), refusals=(404,)),
        Route(
            "POST", f"/api/v1/{kind}s/batch", f"{endpoint}s_batch", f"Say what the CRM knows of up to 500 {kind}s", "accounts:write",
            body=f"{schema}s", replies=(Reply(200, "A result for each row, in order.", "TakenRows"),), refusals=(413, 415, 422),
        ),
    )


ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/api/v1/people/lookup", "api_crm.lookup", "Recognise somebody, by exactly one of three ways", "people:read", query=_LOOKUP,
        replies=(Reply(200, "Who it is.", "Card"),), refusals=(404, 409, 422),
    ),
    Route(
        "POST", "/api/v1/mentions", "api_triage.log_mention", "Log what somebody said elsewhere", "mentions:write", body="NewMention",
        headers=(("Idempotency-Key", "The same key again answers with what it made the first time."),),
        replies=(Reply(201, "Logged.", "Mention"), Reply(200, "It was logged before.", "Mention")), refusals=(413, 415, 422),
    ),
    *_kept_by_key("account", "Account"),
    *_kept_by_key("contact", "Contact"),
    Route(
        "POST", "/api/v1/crm/hook/{slug}", "api_hook.receive", "Push accounts and contacts, signed after Standard Webhooks", body="Pushed", headers=_SIGNED,
        replies=(Reply(202, "Stored; it is taken in in a moment.", ""),), refusals=(401, 413),
    ),
    Route("GET", "/api/v1/events", "api_crm.events", "Every event that a webhook tells, with its JSON Schema", replies=(Reply(200, "The catalogue.", "Events"),)),
    Route(
        "GET", "/api/v1/events/{event_type}", "api_crm.event", "One event, with its JSON Schema and an example",
        replies=(Reply(200, "The event.", "EventType"),), refusals=(404,),
    ),
    Route("GET", "/api/v1/openapi.json", "api.openapi", "This document", replies=(Reply(200, "OpenAPI 3.1.", ""),)),
)
