"""What the mail to the owner of accounts is given."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from community.ideas.models import Idea
from community.notifications.contexts import of_answer
from community.notifications.queries_owners import Owned, is_for_everyone
from community.responses.models import Answer
from community.responses.status_words import STATUS_WORDS

WHY = _l("You get this because the CRM names you as the owner of these accounts.")


def of_owned(idea: Idea, answer: Answer, owned: Sequence[Owned]) -> dict[str, Any]:
    """The answer and whose customers asked for it; its words only where anybody may read the idea. No money is in it."""
    context = of_answer(idea, answer, first=False)
    if not is_for_everyone(idea):
        context |= {"words_html": "", "words_text": ""}
    accounts = [{"name": each.name, "people": each.people, "names": each.names} for each in owned]
    return {**context, "shipped": answer.status == "shipped", "status_words": STATUS_WORDS[answer.status], "accounts": accounts, "why": WHY}
