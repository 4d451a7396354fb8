"""Administrators' pages for topics: who answers for what, by when, and who may see it."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.queries_admin import ladder_choices, organisation_names
from community.db import writing
from community.ideas import actions_admin as actions
from community.ideas import queries_admin as queries
from community.ideas.forms_admin import Choices, TopicForm, needed_words
from community.ideas.models import Topic
from community.ideas.opening import missing_to_open
from community.responses.actions_admin import tell_new_owner
from community.responses.actions_promises import save_policy
from community.responses.forms_promises import PolicyForm
from community.responses.promising import POLICY, PromiseRefused
from community.responses.queries_admin import calendars
from community.responses.queries_promises import calendar_names, policy_held
from community.responses.version_words import policy_words
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_topics", __name__, url_prefix="/admin/topics")


@pages.get("/")
@administrators_only
def index() -> Response:
    able = {row.id for row in ladder_choices()}
    rows = [(row, missing_to_open(row, able)) for row in queries.topics()]
    return page("admin/topics.html", topics=rows)


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(TopicForm(position=str(queries.next_position())), policy=PolicyForm())


@pages.post("/new")
@administrators_only
def create() -> Response:
    form, policy = TopicForm.parse(request.form), PolicyForm.parse(request.form)
    if not all((form.check(_choices()), policy.check([row.id for row in calendars()]))):
        return _form_page(form, policy=policy, status=422)
    try:
        with writing():
            topic = actions.add_topic(viewer(), form.values(), form.organisations, now=clock.now())
            save_policy(viewer(), topic, policy.values(), None, now=clock.now())
    except PromiseRefused as refused:
        policy.refuse(refused)
        return _form_page(form, policy=policy, status=422)
    return done(_url(topic), say=_("The topic is there, and still closed. Open it when its people are ready."))


@pages.get("/<int:topic_id>")
@administrators_only
def edit(topic_id: int) -> Response:
    topic = _topic(topic_id)
    return _form_page(_form_of(topic), topic)


@pages.post("/<int:topic_id>")
@administrators_only
def save(topic_id: int) -> Response:
    form, topic = TopicForm.parse(request.form), _topic(topic_id)
    if not form.check(_choices()):
        return _form_page(form, topic, status=422)
    try:
        with writing():
            topic = _topic(topic_id)
            owner_id = topic.owner_id
            actions.change_topic(viewer(), topic, form.values(), form.organisations, now=clock.now())
            tell_new_owner(viewer(), topic, owner_id, now=clock.now())
    except actions.TopicIncomplete as refused:
        return _incomplete_page(form, topic_id, refused)
    return done(_url(topic), say=_("Saved."))


@pages.post("/<int:topic_id>/open")
@administrators_only
def open_up(topic_id: int) -> Response:
    try:
        with writing():
            topic = _topic(topic_id)
            actions.open_topic(viewer(), topic, now=clock.now())
    except actions.TopicIncomplete as refused:
        return _incomplete_page(_form_of(_topic(topic_id)), topic_id, refused)
    return done(_url(topic), say=_("%(name)s is open. From now on every idea in it has its answer clock.", name=topic.name))


@pages.post("/<int:topic_id>/close")
@administrators_only
def close(topic_id: int) -> Response:
    with writing():
        topic = _topic(topic_id)
        actions.close_topic(viewer(), topic, now=clock.now())
    return done(_url(topic), say=_("%(name)s is closed. Customers no longer see it or its ideas.", name=topic.name))


def _topic(topic_id: int) -> Topic:
    return queries.topic(topic_id) or abort(404)


def _form_of(topic: Topic) -> TopicForm:
    return TopicForm.of(topic, sorted(queries.listed_organisations(topic.id)))


def _url(topic: Topic) -> str:
    return url_for("admin_topics.edit", topic_id=topic.id)


def _choices() -> Choices:
    lists = (ladder_choices(), organisation_names())
    return Choices(*([row.id for row in rows] for rows in lists))


def _incomplete_page(form: TopicForm, topic_id: int, refused: actions.TopicIncomplete) -> Response:
    form.problems.update({name: needed_words()[name] for name in refused.missing})
    return _form_page(form, _topic(topic_id), status=422)


def _form_page(form: TopicForm, topic: Topic | None = None, *, policy: PolicyForm | None = None, status: int = 200) -> Response:
    """`policy` is what a new topic promises at first; later it has a page of its own."""
    people = [(row.id, f"{row.name}, {row.title}" if row.title else row.name) for row in ladder_choices()]
    hours = [(row.id, f"{row.name} ({row.zone})") for row in calendars()]
    missing = missing_to_open(topic, [row[0] for row in people]) if topic else ()
    form.problems.update(policy.problems if policy else {})
    return page(
        "admin/topic.html", status=status, form=form, topic=topic, people=people, calendars=hours, policy=policy,
        organisations=organisation_names(), missing=missing, promised=_promised(topic) if topic else {},
    )


def _promised(topic: Topic) -> dict[str, str]:
    """What holds now, in words."""
    held = policy_held(topic.id, clock.now())
    return policy_words({name: getattr(held, name) for name in POLICY}, calendar_names()) if held else {}
