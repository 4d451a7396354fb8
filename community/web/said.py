"""For staff, beside an idea: what people said of its answers, and on which step the conversation stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Row

from community.ideas.models import Idea
from community.insights.dialogue import Steps
from community.insights.queries_dialogue import steps_of
from community.insights.wording_dialogue import steps_in_words
from community.responses.models import Answer
from community.responses.queries_rating import said_of_answers

MOST_BESIDE = 6
"""Beside an idea the newest few are enough; all stand on a page of their own."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(said_about=said_about, steps_in_words=steps_in_words)


@dataclass(frozen=True)
class SaidAbout:
    of: list[Row]
    steps: Steps | None


def said_about(idea: Idea, answers: Sequence[Answer]) -> SaidAbout:
    of = said_of_answers([answer.id for answer in answers], MOST_BESIDE) if answers else []
    return SaidAbout(of, steps_of([idea.id]).get(idea.id))
