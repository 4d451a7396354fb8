"""The audit log in words: acts, subjects and values."""

import json
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

ADDRESSES = {
    "upload": ("admin_uploads.show", "upload_id"), "source": ("crm_in.index", ""), "conflict": ("crm_in.review", ""),
    "segment": ("admin_segments.edit", "segment_id"),
    "topic": ("admin_topics.edit", "topic_id"), "calendar": ("admin_calendars.edit", "calendar_id"),
    "person": ("admin_people.show", "person_id"), "organisation": ("admin_organisations.edit", "organisation_id"),
    "template": ("templates.edit", "template_id"), "idea": ("ideas.show", "idea_id"), "endpoint": ("admin_endpoints.show", "endpoint_id"), "connection": ("admin_crm.show", "connection_id"), "mail": ("admin_mail.show", "mail_id"), "site": ("admin.settings", ""), "token": ("admin_tokens.index", ""), "mention": ("mentions.show", "mention_id"), "value_terms": ("values.terms", ""), "received": ("received.index", ""),
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        act_word=act_word, subject_word=subject_word, subject_url=subject_url, audit_value=audit_value
    )


def act_word(act: str) -> str:
    """An act as one would say it; one without words yet is shown as it is."""
    return (_acts() | _acts_of_thanks()).get(act, act)


def _acts_of_thanks() -> dict[str, str]:
    return {
        "thanks.given": _("Thanked a person"), "beta.opened": _("Opened a beta"),
        "comment.corrected": _("Said that a comment put an answer right"), "comment.uncorrected": _("Took back that a comment put an answer right"),
        "points.released": _("Let points count that were held back"), "points.refused": _("Refused points that were held back"),
        "beta.closed": _("Closed a beta"),
        "beta.invited": _("Invited a person to a beta"), "cocreate.invited": _("Showed a person a draft answer"),
    }


def _acts() -> dict[str, str]:
    return {
        "site.changed": _("Changed the site"), "topic.added": _("Made a topic"), "topic.changed": _("Changed a topic"),
        "topic.opened": _("Opened a topic"), "topic.closed": _("Closed a topic"),
        "calendar.added": _("Made a calendar"), "calendar.changed": _("Changed a calendar"),
        "calendar.removed": _("Removed a calendar"), "calendar.withdrawn": _("Took back hours that were to come"),
        "calendar.in_force": _("New hours took effect"), "policy.changed": _("Changed what a topic promises"),
        "policy.withdrawn": _("Took back a promise that was to come"), "policy.in_force": _("A new promise took effect"),
        "person.invited": _("Invited a person"),
        "person.changed": _("Changed a person's details"), "person.role_changed": _("Changed a person's role"),
        "person.deactivated": _("Deactivated a person"), "person.reactivated": _("Reactivated a person"),
        "person.erasure_asked": _("Asked to be forgotten"), "person.erasure_cancelled": _("No longer asks to be forgotten"),
        "person.erased": _("Forgot a person"), "value_terms.saved": _("Set what value is computed by"), "person.banned": _("Kept a person out"), "person.unbanned": _("Let a person back in"),
        "organisation.added": _("Added an organisation"), "organisation.changed": _("Changed an organisation"),
        "idea.approved": _("Published a waiting idea"), "idea.refused": _("Did not publish a waiting idea"),
        "idea.hidden": _("Took an idea out of sight"), "idea.restored": _("Brought an idea back"),
        "twins.judged": _("Judged two ideas"), "twins.unjudged": _("Took a judgement of two ideas back"),
        "idea.merged": _("Made an idea part of another"), "idea.unmerged": _("Let an idea stand on its own again"),
        "idea.assigned": _("Passed an idea on"), "comment.hidden": _("Took a comment out of sight"),
        "comment.restored": _("Brought a comment back"), "voice.hidden": _("Took a customer's words out of sight"),
        "voice.restored": _("Brought a customer's words back"), "vote.voided": _("Set a vote aside"), "vote.restored": _("Let a vote count again"),
        "reports.dismissed": _("Let something reported stay"),
        "answer.proposed": _("Wrote an answer for approval"), "answer.planned": _("Planned an answer"),
        "answer.approved": _("Approved an answer"), "answer.sent_back": _("Sent an answer back"),
        "answer.held_back": _("Took a waiting answer back"), "answer.not_published": _("Could not publish a waiting answer"),
        "template.added": _("Made a template of answers"), "template.changed": _("Changed a template of answers"),
        "template.removed": _("Removed a template of answers"),
        "answer.published": _("Published an answer"), "answer.edited": _("Mended an answer"),
        "answer.withdrawn": _("Took an answer back"), "idea.reopened": _("Opened a closed idea again"),
        "idea.moved": _("Moved an idea to another topic"), "clock.started": _("Started the clock of an imported idea"),
        "clock.paused": _("Let a clock stand still"), "clock.resumed": _("Let a clock go on"),
        "question.asked": _("Asked the author or voters of an idea"), "question.closed": _("Closed a question"),
        "proposal.refused": _("Kept two ideas apart that were said to be the same"),
        "mail.tested": _("Sent a test mail"), "mail.sent_again": _("Sent a mail again"), "mails.sent_again": _("Sent given-up mails again"), "delivery.sent_again": _("Sent a webhook again"),
        "address.restored": _("Let mails go to an address again"),
        "received.again": _("Processed a received mail again"),
        "administrator.made": _("Made an administrator"),
        **_acts_with_programs(),
    }


def _acts_with_programs() -> dict[str, str]:
    """What concerns other programs: webhooks and tokens."""
    return {
        "endpoint.registered": _("Registered a webhook"),
        "endpoint.changed": _("Changed a webhook"), "endpoint.secret_rotated": _("Gave a webhook a new secret"),
        "endpoint.secret_retired": _("Ended an old secret of a webhook"),
        "segment.added": _("Made a segment"), "segment.changed": _("Changed a segment"), "segment.removed": _("Removed a segment"),
        "conflict.decided": _("Decided where the CRM and we did not agree"), "upload.applied": _("Took in a file of the CRM"),
        "source.added": _("Let a CRM push"), "source.secret_changed": _("Gave a CRM that pushes a new secret"), "source.disabled": _("Let a CRM push no more"),
        "endpoint.tested": _("Tested a webhook"), "endpoint.disabled": _("Switched a webhook off"),
        "connection.added": _("Connected a CRM"), "connection.changed": _("Changed a connection to a CRM"),
        "export.taken": _("Took an export of people or accounts"),
        "connection.enabled": _("Switched a connection to a CRM on"), "connection.disabled": _("Switched a connection to a CRM off"),
        "connection.sent_everything": _("Sent everything to a CRM"), "connection.tried_again": _("Sent again what a CRM refused"),
        "endpoint.enabled": _("Switched a webhook on"), "endpoint.replayed": _("Replayed a webhook's messages"),
        "endpoint.sent_everyone": _("Sent everyone to a webhook"),
        "handle.linked": _("Linked somebody's name elsewhere"), "handle.unlinked": _("Removed somebody's name elsewhere"),
        "handle.vouched": _("Vouched for somebody's name elsewhere"), "handle.settled": _("Decided whose a name elsewhere is"),
        "mention.set_aside": _("Set a mention aside"), "mention.brought_back": _("Brought a mention back"),
        "mention.replied": _("Replied to a mention"),
        "token.made": _("Made an API token"), "token.revoked": _("Revoked an API token"),
    }


def subject_word(kind: str) -> str:
    return {
        "segment": _("Segment"), "conflict": _("Question about the CRM"), "upload": _("File of the CRM"), "source": _("CRM that pushes"),
        "site": _("Site"), "topic": _("Topic"), "calendar": _("Calendar"), "person": _("Person"),
        "organisation": _("Organisation"), "idea": _("Idea"), "comment": _("Comment"), "voice": _("Customer's words"),
        "endpoint": _("Webhook"), "connection": _("Connection to a CRM"), "delivery": _("Webhook message"), "mail": _("Mail"), "received": _("Received mail"), "template": _("Template of answers"), "token": _("API token"), "mention": _("Mention"), "value_terms": _("Terms of value"),
    }.get(kind, kind)


def subject_url(kind: str, subject_id: int | None) -> str:
    """The page of what was acted on, where there is one."""
    endpoint, argument = ADDRESSES.get(kind, ("", ""))
    if not endpoint or (argument and subject_id is None):
        return ""
    return url_for(endpoint, **({argument: subject_id} if argument else {}))  # type: ignore[arg-type]


def audit_value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
