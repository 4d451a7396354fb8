"""Who helped most in a topic and a quarter, and staying off."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.advocates import queries_leaders as queries
from community.advocates.actions_leaders import stay_off
from community.advocates.rules_leaders import Quarter
from community.advocates.wording_standing import level_word
from community.db import db, writing
from community.web.auth import signed_in, viewer
from community.web.pages import done, page

pages = Blueprint("leaders", __name__)


@pages.get("/topics/<int:topic_id>/helpers")
def show(topic_id: int) -> Response:
    topic = queries.topic_to_see(viewer(), topic_id) or abort(404)
    this = Quarter.of(clock.now())
    quarter = Quarter.parse(request.args.get("quarter", "")) or this
    return page(
        "advocates/leaders.html", topic=topic, quarter=quarter, this=this, level_word=level_word,
        leaders=queries.leaders(viewer(), topic.id, quarter),
    )


@pages.post("/me/leaderboards")
@signed_in
def choose() -> Response:
    off = request.form.get("shown") != "1"
    with writing():
        stay_off(db.session.get_one(Person, viewer().id), off, now=clock.now())
    say = _("You do not stand on these lists any more.") if off else _("You can stand on these lists again.")
    return done(url_for("me.show"), say=say)
