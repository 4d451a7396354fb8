"""What happens after each event. One table; a handler only writes rows."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from community.accounts import handlers as accounts
from community.accounts import handlers_handles as handles
from community.advocates import handlers as advocates
from community.advocates import handlers_referrals as referrals
from community.advocates import handlers_thanks as given_back
from community.cocreation import handlers as cocreation
from community.crm import handlers as crm
from community.crm import handlers_accounts as accounts_in
from community.crm import handlers_vendors as connections
from community.crm import handlers_weight as weights
from community.crm.catalogue import SUBSCRIBABLE
from community.events import Event
from community.ideas import handlers as ideas
from community.inbound import handlers as inbound
from community.insights import handlers as insights
from community.moderation import handlers as moderation
from community.notifications import handlers as notifications
from community.notifications import handlers_digests as digests
from community.notifications import handlers_erasing as letters
from community.notifications import handlers_inbox as inbox
from community.notifications import handlers_levels as levels
from community.notifications import handlers_news as news
from community.notifications import handlers_owners as owners
from community.notifications import handlers_thanks as thanks
from community.notifications import handlers_trouble as trouble
from community.notifications import handlers_waiting as waiting
from community.responses import handlers as responses
from community.search import handlers as search
from community.triage import handlers as triage
from community.triage import handlers_mentions as mentions
from community.voices import handlers as voices

Handler = Callable[[Event, int, datetime], int | None]
"""Takes the event, a cursor (0 at first) and now; does one batch; returns the next cursor, or None when done."""

AFTER: dict[str, tuple[Handler, ...]] = {
    "idea.submitted": (responses.on_submitted,),
    "idea.published": (responses.on_published, search.on_changed, triage.look_for_twins, notifications.on_idea_published, weights.weigh_idea),
    "idea.edited": (search.on_changed, triage.look_for_twins),
    "idea.hidden": (responses.on_out_of_sight, responses.settle_questions, insights.forget_hidden, search.on_changed, triage.look_for_twins, advocates.settle_idea, weights.weigh_idea),
    "idea.deleted": (responses.on_out_of_sight, responses.settle_questions, insights.forget_hidden, search.on_changed, triage.look_for_twins, advocates.settle_idea, weights.weigh_idea),
    "idea.restored": (responses.on_restored, responses.settle_questions, search.on_changed, triage.look_for_twins, advocates.settle_idea, weights.weigh_idea),
    "idea.merged": (responses.settle_questions, search.on_changed, triage.look_for_twins, triage.settle_proposals, notifications.on_idea_merged, advocates.settle_idea, weights.weigh_idea),
    "idea.unmerged": (
        responses.settle_questions, search.on_changed, triage.look_for_twins, triage.settle_proposals, notifications.on_idea_unmerged, notifications.on_unmerged_unread,
        advocates.settle_idea, weights.weigh_idea,
    ),
    "idea.reached": (news.on_idea_reached,),
    "idea.parted": (responses.settle_questions,),
    "idea.moved": (search.on_changed, notifications.on_moved),
    "idea.assigned": (notifications.on_handed_over,),
    "ideas.handed_over": (notifications.on_handed_over,),
    "idea.shipped": (news.on_idea_shipped, weights.tell_shipped),
    "answer.published": (
        responses.settle_questions, cocreation.on_answer_published, notifications.on_answer_published,
        notifications.on_answer_repeated, responses.on_answered, responses.on_overtaken, advocates.settle_idea,
        owners.tell_owners,
    ),
    "answer.edited": (news.on_answer_edited,),
    "answer.proposed": (waiting.on_answer_proposed,),
    "answer.sent_back": (waiting.on_answer_sent_back,),
    "answer.not_published": (waiting.on_answer_not_published,),
    "effort.asked": (notifications.on_effort_asked,),
    "answer.withdrawn": (responses.settle_questions, search.on_changed, advocates.settle_idea),
    "vote.cast": (responses.on_vote, weights.weigh_idea),
    "vote.changed": (weights.weigh_idea,),
    "vote.withdrawn": (weights.weigh_idea,),
    "voice.added": (search.on_changed,),
    "vote.voided": (advocates.settle_person, weights.weigh_idea),
    "vote.restored": (advocates.settle_person, weights.weigh_idea),
    "voice.hidden": (mentions.on_voice_moved, search.on_changed, advocates.settle_voice),
    "voice.restored": (mentions.on_voice_moved, search.on_changed, advocates.settle_voice),
    "comment.added": (responses.on_comment, cocreation.on_comment_added, notifications.on_comment_added, search.on_changed),
    "comment.marked_helpful": (advocates.settle_comment,),
    "comment.unmarked_helpful": (advocates.settle_comment,),
    "comment.corrected": (advocates.settle_comment,),
    "comment.uncorrected": (advocates.settle_comment,),
    "comment.hidden": (responses.settle_questions, advocates.settle_comment, search.on_changed),
    "comment.restored": (responses.settle_questions, advocates.settle_comment, search.on_changed),
    "mention.tied": (responses.on_mention, inbox.on_mention_settled),
    "mention.replied": (responses.on_reply_elsewhere, inbox.on_mention_settled),
    "mention.set_aside": (inbox.on_mention_settled,),
    "handle.linked": (mentions.on_handle_linked,),
    "handle.unlinked": (mentions.on_handle_unlinked,),
    "question.asked": (notifications.on_question_asked,),
    "question.answered": (search.on_changed,),
    "clock.started": (news.on_clock_started,),
    "clock.stopped": (inbox.on_clock_stopped,),
    "proposal.accepted": (advocates.settle_pointing, notifications.on_proposal_decided),
    "proposal.refused": (notifications.on_proposal_decided,),
    "proposal.undone": (advocates.settle_pointing,),
    "endpoint.failing": (trouble.on_endpoint_failing,),
    "connection.failing": (trouble.on_connection_failing,),
    "connection.disabled": (trouble.on_connection_disabled,),
    "person.erasure_asked": (letters.on_erasure_asked,),
    "person.erased": (accounts_in.forget_contact, handles.forget_handles_of, mentions.forget_mentions, given_back.forget_thanks, inbox.on_person_erased, digests.forget_digests, inbound.on_person_erased, advocates.settle_around, advocates.forget_reasons, weights.weigh_ideas_of_person, crm.on_person_erased),
    "person.joined": (accounts.settle_segments,),
    "accounts.updated": (accounts.settle_segments, accounts_in.weigh_after_crm),
    "contacts.updated": (accounts.settle_segments, accounts_in.weigh_after_crm),
    "person.updated": (accounts.settle_segments, digests.on_person_updated, advocates.settle_person, weights.weigh_ideas_of_person),
    "person.banned": (advocates.settle_around,),
    "person.unbanned": (advocates.settle_around,),
    "points.released": (advocates.settle_person,),
    "points.refused": (advocates.settle_person,),
    "referral.active": (advocates.settle_person,),
    "referral.undone": (advocates.settle_person,),
    "endpoint.disabled": (notifications.on_endpoint_disabled,),
    "address.suspended": (trouble.on_address_suspended,),
    "addresses.suspended": (trouble.on_address_suspended,),
    "advocate.level_changed": (accounts.settle_segments, levels.on_level_changed),
    "thanks.given": (thanks.on_thanks_given,),
    "beta.invited": (thanks.on_beta_invited,),
    "cocreate.invited": (thanks.on_cocreate_invited,),
    "cocreate.answered": (search.on_changed,),
    "person.arrived": (news.on_person_arrived,),
    "person.export_refused": (crm.queue_farewell, weights.weigh_ideas_of_person),
    "person.export_allowed": (weights.weigh_ideas_of_person,),
    "ping": (crm.queue_ping,),
}

AFTER |= {kind: (*AFTER.get(kind, ()), connections.mark_behind) for kind in connections.CONCERNS}
AFTER["person.erased"] += (connections.forget_words,)
"""What moves anybody's standing is marked for the CRMs we write to: said once, rather than in thirty lines of the table."""

AFTER["person.erased"] += (
    ideas.on_person_erased, voices.on_person_erased, responses.on_person_erased, moderation.on_person_erased, triage.on_person_erased,
    referrals.on_person_erased, letters.forget_letters, accounts_in.forget_in_messages,
)
AFTER |= {kind: (*AFTER[kind], referrals.settle_referral) for kind in ("vote.voided", "vote.restored", "person.banned", "person.unbanned")}
"""Each package forgets a person by itself, in any order; whoever had brought them no longer has."""


def handlers_of(kind: str) -> tuple[Handler, ...]:
    """What the table says and, last, what a CRM is told of it."""
    told = (crm.queue_deliveries,) if kind in SUBSCRIBABLE else ()
    return AFTER.get(kind, ()) + told


def name_of(handler: Handler) -> str:
    """`package.function`: what a Dispatch row stores."""
    package = handler.__module__.split(".")[1]
    return f"{package}.{handler.__name__}"


def handler_named(name: str) -> Handler | None:
    known = chain(chain.from_iterable(AFTER.values()), (crm.queue_deliveries,))
    return next((handler for handler in known if name_of(handler) == name), None)
