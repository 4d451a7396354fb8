"""A customer says what she is called elsewhere; a till recognises her by it, staff find her, and what she says there counts."""

import httpx
import pytest
from playwright.sync_api import expect

from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT, SAM
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey

SAID = "Still no way to print the week on one page. It is 2026."


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_staff_find_a_walk_in_customer_by_what_she_is_called_elsewhere(live, open_page, width, scheme):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
        ada_id, _ben = factories.person(ADA).id, factories.person(BEN)

    def look(page, name):
        assert_everybody_can_use(page, f"{name}-{width}-{scheme}")

    ada, staff = open_page(width=width, scheme=scheme), open_page(width=width, scheme=scheme)
    sign_in(ada, live, ADA)
    link_a_name(ada, live, look)

    sign_in(staff, live, SAM)
    staff.goto(f"{live.url}/desk/find?q=%40somebody")
    look(staff, "find-nobody")
    staff.get_by_label("Who is it").fill("@nightowl")
    staff.get_by_role("button", name="Find").click()
    look(staff, "find")
    staff.get_by_role("link", name="Names elsewhere").click()
    look(staff, "handles-of-person")
    staff.get_by_role("button", name="We know it is theirs").click()
    staff.goto(f"{live.url}/desk/find?q=nightowl")
    staff.get_by_role("link", name=ADA.name).first.click()
    assert staff.url.endswith(f"/people/{ada_id}")

    secret = make_a_token(open_page(width=width, scheme=scheme), live, look)
    card = httpx.get(f"{live.url}/api/v1/people/lookup", params={"handle": "x:nightowl"}, headers={"Authorization": f"Bearer {secret}"}).json()
    assert (card["name"], card["handle"]["known_by_staff"], card["ideas"][0]["id"]) == (ADA.name, True, idea_id)

    log_what_she_says_there(staff, live, look)
    eventually(lambda: staff.goto(f"{live.url}/ideas/{idea_id}") and SAID in staff.content(), "the voice")
    look(staff, "idea-with-mention")
    doubt_whose_it_is(open_page(width=width, scheme=scheme), staff, live, look)


def link_a_name(page, live, look):
    page.goto(f"{live.url}/me/handles")
    page.get_by_role("button", name="Link it").click()
    look(page, "my-handles-problems")
    page.get_by_label("Channel", exact=True).select_option("X")
    page.get_by_label("Name there").fill("@NightOwl")
    page.get_by_role("button", name="Link it").click()
    assert page.get_by_text("you said so").is_visible()
    look(page, "my-handles")


def make_a_token(page, live, look):
    sign_in(page, live, ROOT)
    page.goto(f"{live.url}/admin/tokens/")
    look(page, "tokens-none")
    page.get_by_role("link", name="Make the first token").click()
    page.get_by_role("button", name="Make the token").click()
    look(page, "token-problems")
    page.get_by_label("Name").fill("Till in the shop")
    page.get_by_label("Look people up").check()
    page.get_by_role("button", name="Make the token").click()
    look(page, "token-secret")
    secret = page.locator("#secret").input_value()
    page.get_by_role("link", name="I have copied it").click()
    look(page, "tokens")
    return secret


def log_what_she_says_there(page, live, look):
    page.goto(f"{live.url}/desk/mentions/")
    look(page, "mentions-none")
    page.get_by_role("link", name="Log a mention").first.click()
    page.get_by_role("button", name="Log it").click()
    look(page, "mention-problems")
    page.get_by_label("Where it stands").fill("https://x.example/nightowl/1")
    page.get_by_label("The words as they stand there").fill(SAID)
    page.get_by_label("Channel", exact=True).select_option("X")
    page.get_by_label("Who said it").fill("nightowl")
    page.get_by_role("button", name="Log it").click()
    assert page.get_by_role("heading", name=f"Said by {ADA.name}").is_visible()
    look(page, "mention")
    eventually(lambda: page.reload() and page.get_by_role("button", name="It asks for this").count(), "the idea that sounds like it")
    page.get_by_role("button", name="It asks for this").first.click()
    page.get_by_label("What we wrote there").fill("We read it. It is the next thing that we build, and we tell you there.")
    page.get_by_role("button", name="We replied this").click()
    look(page, "mention-replied")
    page.goto(f"{live.url}/desk/mentions/?state=settled")
    look(page, "mentions")


def doubt_whose_it_is(page, staff, live, look):
    sign_in(page, live, BEN)
    page.goto(f"{live.url}/me/handles")
    page.get_by_label("Channel", exact=True).select_option("X")
    page.get_by_label("Name there").fill("nightowl")
    page.get_by_role("button", name="Link it").click()
    assert page.get_by_text("Somebody else has linked this name already").first.is_visible()
    staff.goto(f"{live.url}/desk/find")
    staff.get_by_role("link", name="1 name elsewhere is claimed by two people").click()
    look(staff, "claims")
    staff.get_by_role("button", name=f"It stays with {ADA.name}").click()
    expect(staff.get_by_role("heading", name="No name is in doubt")).to_be_visible()
