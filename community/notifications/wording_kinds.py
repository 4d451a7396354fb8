"""Who gets each kind of mail, and when, for staff."""

from flask_babel import lazy_gettext as _l

from community.notifications.wording_thanks import WHO as GIVEN_BACK

_AUDIENCE = _l("Who asked for the idea, voted for it or follows it")

WHO = GIVEN_BACK | {
    "sign_in": _l("Whoever asks to sign in; good for ten minutes"),
    "welcome": _l("A customer, after the first sign-in; once"),
    "erasure_asked": _l("Whoever asked to be forgotten, with the day and a way back"),
    "idea_published": _l("The author, when the idea is public"),
    "idea_reached": _l("The authors, when 5, 10, 25, 50, 100 people want it, and so on; each number once"),
    "idea_commented": _l("The author, and who follows everything about the idea"),
    "comment_replied": _l("Whose comment it replies to, and who wrote in the same conversation"),
    "mentioned": _l("Who is mentioned in a comment"),
    "idea_answered": _AUDIENCE,
    "answer_changed": _l("Who was told of the answer, when its words say something else"),
    "answer_expired": _l("The authors and who follows the idea, when the day to look again came without a new answer"),
    "idea_shipped": _l("Who asked for the idea, voted for it or follows it; instead of the answer"),
    "idea_merged": _l("Who asked for, voted for or follows what joined a bigger idea"),
    "idea_unmerged": _l("Who was told that it had joined"),
    "proposal_decided": _l("Who pointed out that two ideas are the same"),
    "question_asked": _l("Whom staff ask: the author, the voters, or some of them"),
    "effort_asked": _l("The author, a day after an answer; once in 90 days"),
    "reply_returned": _l("Who replied by mail, when that could not be posted"),
    "reply_without_files": _l("Who replied by mail with attachments"),
    "weekly_digest": _l("Who chose it, at eight in the morning of their day; nothing new means no mail"),
    "daily_digest": _l("Who chose to hear of some things once a day, or had twenty mails that day"),
    "idea_activity": _l("Who would have had many mails about one idea within ten minutes; instead of those"),
    "digest_paused": _l("Whose digests pause after half a year without a visit"),
    "staff_recap": _l("Staff who own a topic, or chose it"),
    "answer_due_soon": _l("Who owes the answer, before it is due"),
    "answer_overdue": _l("Owner, deputy, manager and director, as it grows overdue"),
    "decision_due": _l("Moderators, when a new idea waits to be let in"),
    "answers_owed": _l("The same, when several fall due together or alerts could not leave for a while"),
    "answer_repeated": _l("The manager, at a second Under review in a row"),
    "owner_shipped": _l("Who owns an account in the CRM, here or not, when an idea that its people want is answered or shipped"),
    "handed_over": _l("Who answers an idea from now on"),
    "answer_to_approve": _l("Who is to read an answer before it is public"),
    "answer_sent_back": _l("Who wrote the answer"),
    "answer_not_published": _l("Who wrote the answer, and who owes it"),
    "draft_ready": _l("Staff who replied to an alert by mail"),
    "endpoint_failing": _l("Administrators, after a day of nothing but failures"),
    "endpoint_disabled": _l("Administrators, when an endpoint is switched off by itself"),
    "connection_failing": _l("Administrators, after a day in which a CRM took nothing"),
    "connection_disabled": _l("Administrators, when a connection to a CRM is switched off by itself"),
    "address_suspended": _l("Administrators, when mail to somebody comes back"),
}
