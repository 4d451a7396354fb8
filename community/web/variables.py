"""What the variables of a template stand for, in the words of whoever writes."""

from datetime import date

from flask_babel import format_date

from community.ideas.models import Idea
from community.web.auth import viewer


def values_of(idea: Idea, review_on: date | None) -> dict[str, str]:
    """By variable; the day is empty where there is none, so that the gap stays and is seen."""
    return {
        "author": idea.author.name, "title": idea.title, "votes": str(idea.vote_count), "topic": idea.topic.name,
        "answerer": viewer().name, "review_date": format_date(review_on, "long") if review_on else "",
    }
