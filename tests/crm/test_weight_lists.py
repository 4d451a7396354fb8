"""The desk ordered and narrowed by what stands behind ideas: by stored sums, page by page; and for nobody but staff."""

import pytest

from community import clock
from community.accounts.models_accounts import Segment, SegmentMember
from community.crm.queries_weight_lists import weighed
from community.db import db, writing
from community.responses.queries_desk import DeskFilter, count_wanted, desk_page
from community.responses.timing import Horizon
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM
from tests.crm.weighing import accounts, change_account, in_days, settle
from tests.triage.helping import asked, vote


@pytest.fixture
def ideas(app) -> dict[str, int]:
    """Wanted by: the hospital; the café and the hospital; nobody we know; the one that pays monthly."""
    keys = accounts()
    change_account("brannocs", segment="Hospital", renewal_on=in_days(20))
    change_account("ostara", segment="Café")
    made = {"hospital": asked(ADA, "Print the week"), "both": asked(CLEO, "The rota on paper"), "nobody": asked(MARTA, "Dark mode"), "monthly": asked(SAM, "Swap shifts")}
    vote(BEN, made["monthly"])
    settle()
    return {**made, "account": keys["ostara"]}


def listed(size=50, **wanted):
    """Titles of the whole list, walked page by page."""
    with writing():
        marta = factories.viewer(MARTA)
    titles, after = [], ()
    while True:
        asked_for = DeskFilter(**{"whose": "all", **wanted, "after": after})
        page = desk_page(marta, asked_for, Horizon.of(clock.now(), None), size, weighed(asked_for).lens)
        titles += [row.title for row in page.rows]
        if page.next_key is None:
            assert len(titles) == count_wanted(marta, DeskFilter(**{"whose": "all", **wanted}), Horizon.of(clock.now(), None), weighed(asked_for).lens)
            return titles
        assert len(page.next_key) == 1, "an address holds an idea's number, and no sum"
        after = page.next_key


def test_by_value_the_currency_chosen_counts_and_the_rest_comes_last(ideas):
    assert listed(sort="value", currency="EUR")[:2] == ["The rota on paper", "Swap shifts"]
    assert listed(sort="value", currency="GBP") == ["Print the week", "The rota on paper", "Swap shifts", "Dark mode"]
    assert listed(sort="value", currency="XXX") == listed(sort="value", currency="GBP"), "the usual one, of most accounts"


@pytest.mark.parametrize("sort", ["value", "accounts", "renewing"])
def test_walked_in_small_pages_it_is_the_same_list(ideas, sort):
    assert listed(size=1, sort=sort) == listed(sort=sort)
    assert len(set(listed(size=1, sort=sort))) == 4


def test_by_accounts_and_by_renewals(ideas):
    assert listed(sort="accounts")[0] in ("The rota on paper", "Swap shifts")
    assert set(listed(sort="renewing")[:2]) == {"Print the week", "The rota on paper"}


def test_narrowed_to_one_account_a_segment_or_renewals(ideas):
    assert set(listed(account=ideas["account"])) == {"The rota on paper", "Swap shifts"}
    assert set(listed(segment="is:Hospital")) == {"Print the week", "The rota on paper"}
    assert set(listed(renews=True)) == {"Print the week", "The rota on paper"}
    assert len(listed(account=999_999)) == 4, "an account that is not there narrows nothing"
    assert listed(segment="is:Nowhere") == []


def test_narrowed_to_a_segment_of_our_own_rules(ideas):
    with writing():
        segment = Segment(name="Cafés", name_folded="cafes", rule={}, created_at=clock.now())
        db.session.add(segment)
        db.session.flush()
        db.session.add(SegmentMember(segment_id=segment.id, organisation_id=ideas["account"]))
        number = segment.id
    assert set(listed(segment=f"in:{number}")) == {"The rota on paper", "Swap shifts"}


def test_the_page_shows_the_figure_it_is_ordered_by_and_no_sum_in_an_address(as_person, ideas):
    html = as_person(MARTA).get("/desk?whose=all&sort=value").text
    assert "£412,300" in html
    assert html.index("Print the week") < html.index("Dark mode")
    assert "41230" not in "".join(html.split('href="')[1:]).replace("£412,300", "")
    assert as_person(MARTA).get(f"/desk?whose=all&account={ideas['account']}&segment=is:Hospital&renews=1").status_code == 200


@pytest.mark.parametrize("address", ["/desk?sort=value&after=x", "/desk?sort=value&after=1~2~3", "/desk?segment=in:x&account=-1&currency=%F0", "/desk?sort=accounts&after=99999999999999"])
def test_no_address_breaks_it(as_person, ideas, address):
    assert as_person(MARTA).get(address).status_code == 200


def test_a_customers_list_has_no_such_order(client, as_person, ideas):
    for browser in (client, as_person(DEV), as_person(CLEO)):
        usual = [browser.get(address).text.count("Print the week") for address in ("/", "/?sort=value", "/?sort=accounts&segment=is:Hospital")]
        assert len(set(usual)) == 1
    plain = _titles(client.get("/").text)
    for query in ("sort=value", "sort=value&currency=GBP", "sort=renewing", "account=1", "segment=is:Hospital", "renews=1", "tab=value"):
        assert _titles(client.get(f"/?{query}").text) == plain, query
        assert _titles(as_person(CLEO).get(f"/?{query}").text) == plain, query
    assert client.get("/desk?sort=value").status_code in (302, 303)
    assert as_person(CLEO).get("/desk?sort=value").status_code == 404


def _titles(html: str) -> list[str]:
    titles = ("Print the week", "The rota on paper", "Dark mode", "Swap shifts")
    return sorted((title for title in titles if title in html), key=html.index)
