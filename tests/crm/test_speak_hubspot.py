"""HubSpot's part of the talk against a server that behaves as its documentation says; no database is needed."""

from dataclasses import replace

import pytest

from community.crm.vendors import Item, Results
from community.crm.vendors_hubspot import HUBSPOT
from tests.crm.crm_server import hold
from tests.crm.hubspot_server import HubSpot

SHAPE = HUBSPOT.mapping()


@pytest.fixture
def hubspot() -> HubSpot:
    return HubSpot()


def write(server: HubSpot, *items: Item, kind: str = "person") -> Results:
    results: Results = {}
    hold(HUBSPOT.talk(kind, items, SHAPE, results), server)
    return results


def member(number: int, **values: str) -> Item:
    return Item(number, str(number), values={"email": f"m{number}@brannocs.example", "heed_votes_cast": "1", **values})


def test_new_contacts_are_made_under_our_key_in_one_request(hubspot):
    results = write(hubspot, *map(member, range(1, 101)))
    assert len(hubspot.asked) == 1
    assert hubspot.created == len(hubspot.contacts) == 100
    assert all(result.created and not result.problem for result in results.values())
    assert {row["heed_member_id"] for row in hubspot.contacts.values()} == set(map(str, range(1, 101)))


def test_one_bad_contact_of_a_hundred_is_listed_and_the_other_ninety_nine_arrive(hubspot):
    items = [member(number) for number in range(1, 101)]
    items[36] = member(37, email="ada@bad.example")
    results = write(hubspot, *items)
    assert len(hubspot.contacts) == 99
    assert [number for number, result in results.items() if result.problem] == [37]
    assert "ada@bad.example is invalid" in results[37].problem
    assert len(hubspot.asked) <= 2 * 7 + 1, "a hundred are halved seven times"


def test_a_contact_that_was_there_before_us_is_taken_over(hubspot):
    there = hubspot.add("contacts", email="m2@brannocs.example", firstname="Ada")
    results = write(hubspot, member(1), member(2))
    assert len(hubspot.contacts) == 2
    assert hubspot.contacts[there] == {"email": "m2@brannocs.example", "firstname": "Ada", "heed_member_id": "2", "heed_votes_cast": "1"}
    assert (results[2].crm_id, results[2].created) == (there, False)


def test_a_contact_of_another_member_is_never_taken_over(hubspot):
    there = hubspot.add("contacts", email="m2@brannocs.example", heed_member_id="99")
    results = write(hubspot, member(2))
    assert there in results[2].problem
    assert hubspot.contacts[there]["heed_member_id"] == "99"


def test_who_changes_their_address_is_still_one_contact(hubspot):
    first = write(hubspot, member(1))[1]
    again = Item(1, "1", first.crm_id, {"email": "new@brannocs.example"})
    assert write(hubspot, again)[1].crm_id == first.crm_id
    assert list(hubspot.contacts.values()) == [{"email": "new@brannocs.example", "heed_member_id": "1", "heed_votes_cast": "1"}]


def test_an_address_that_now_belongs_to_another_contact_is_refused_with_the_words_of_hubspot(hubspot):
    hubspot.add("contacts", email="taken@brannocs.example")
    first = write(hubspot, member(1))[1]
    refused = write(hubspot, Item(1, "1", first.crm_id, {"email": "taken@brannocs.example"}))[1]
    assert "Contact already exists" in refused.problem
    assert hubspot.contacts[first.crm_id]["email"] == "m1@brannocs.example"


def test_a_property_that_does_not_exist_is_told_once_and_not_a_hundred_times(hubspot):
    items = [replace(member(number), values={"email": f"m{number}@x.example", "heed_shoe_size": "44"}) for number in range(1, 51)]
    results = write(hubspot, *items, member(51))
    assert len(hubspot.asked) == 2
    assert {result.problem for number, result in results.items() if number <= 50} == {'Property values were not valid. Property "heed_shoe_size" does not exist'}
    assert not results[51].problem


def test_a_batch_that_is_taken_in_part_is_read_row_by_row(hubspot):
    done = {"id": "900", "new": True, "objectWriteTraceId": "1", "properties": {}}
    lost = {"message": "Email is invalid", "context": {"objectWriteTraceId": ["2"]}}
    hubspot.script.append((207, {"results": [done], "errors": [lost]}, {}))
    results = write(hubspot, member(1), member(2))
    assert (results[1].crm_id, results[1].problem) == ("900", "")
    assert results[2].problem == "Email is invalid"


def test_results_without_a_trace_are_told_by_our_key(hubspot):
    hubspot.script.append((200, {"results": [{"id": "900", "new": False, "properties": {"heed_member_id": "1"}}]}, {}))
    assert write(hubspot, member(1))[1].crm_id == "900"


def company(number: int, domain: str) -> Item:
    return Item(number, str(number), values={"heed_active_members": "2"}, newborn={"name": "Ostara", "domain": domain}, find=domain)


def test_a_company_is_found_by_its_domain_and_keeps_its_name(hubspot):
    there = hubspot.add("companies", domain="ostara.example", name="Café Ostara Ltd")
    results = write(hubspot, company(5, "ostara.example"), company(6, "brannocs.example"), kind="account")
    assert results[5].crm_id == there
    assert hubspot.companies[there]["name"] == "Café Ostara Ltd"
    assert hubspot.companies[there]["heed_account_id"] == "5"
    made = hubspot.companies[results[6].crm_id]
    assert (made["name"], made["domain"]) == ("Ostara", "brannocs.example")
    assert len(hubspot.companies) == 2


def test_of_two_companies_with_one_domain_none_is_written(hubspot):
    hubspot.add("companies", domain="ostara.example")
    hubspot.add("companies", domain="ostara.example")
    results = write(hubspot, company(5, "ostara.example"), kind="account")
    assert "ostara.example" in results[5].problem
    assert len(hubspot.companies) == 2
    assert hubspot.writes() == []


def test_of_two_companies_with_one_domain_the_one_with_our_key_is_meant(hubspot):
    hubspot.add("companies", domain="ostara.example")
    ours = hubspot.add("companies", domain="ostara.example", heed_account_id="5")
    results = write(hubspot, company(5, "ostara.example"), kind="account")
    assert (results[5].crm_id, results[5].problem) == (ours, "")


@pytest.mark.parametrize("reply", [(400, {"message": "The domain is no domain."}, {}), (404, {"message": "No search."}, {}), (200, None, {}), (200, {"message": "Come again."}, {})])
def test_a_company_that_cannot_be_looked_for_is_not_made(hubspot, reply):
    """Made unseen it would be there twice, as soon as it was there."""
    there = hubspot.add("companies", domain="ostara.example")
    hubspot.refused["search"] = reply
    results = write(hubspot, company(5, "ostara.example"), company(6, "brannocs.example"), replace(company(7, ""), newborn={}), kind="account")
    assert list(hubspot.companies) == [there, results[7].crm_id]
    assert [bool(results[number].problem) for number in (5, 6, 7)] == [True, True, False]
    assert "heed_account_id" not in hubspot.companies[there]


def test_one_domain_that_hubspot_cannot_look_for_keeps_no_other_from_being_found(hubspot):
    there = hubspot.add("companies", domain="c36.example")
    hubspot.unfit.add("c37.example")
    results = write(hubspot, *(company(number, f"c{number}.example") for number in range(1, 101)), kind="account")
    assert [number for number, result in results.items() if result.problem] == [37]
    assert results[36].crm_id == there
    assert len(hubspot.companies) == 99
    assert len([asked for asked in hubspot.asked if asked.path.endswith("/search")]) <= 2 * 7 + 1, "a hundred are halved seven times"


def test_of_a_search_with_more_pages_no_company_is_missed(hubspot):
    kept = [hubspot.add("companies", domain="c1.example") for _ in range(201)]
    there = hubspot.add("companies", domain="c2.example")
    results = write(hubspot, company(1, "c1.example"), company(2, "c2.example"), kind="account")
    assert "More than one" in results[1].problem
    assert results[2].crm_id == there
    assert len(hubspot.companies) == len(kept) + 1


def test_a_contact_is_tied_to_every_account_by_number(hubspot):
    one, two = (write(hubspot, company(n, f"c{n}.example"), kind="account")[n].crm_id for n in (5, 6))
    ada = write(hubspot, replace(member(1), links=(one, two)), member(2))
    assert hubspot.tied == {(ada[1].crm_id, one), (ada[1].crm_id, two)}


def test_a_tie_that_ended_is_taken_back_and_no_other(hubspot):
    one, two, theirs = (hubspot.add("companies", domain=f"c{n}.example") for n in (5, 6, 7))
    ada = write(hubspot, replace(member(1), links=(one,)))[1].crm_id
    hubspot.tied.add((ada, theirs))
    results = write(hubspot, replace(member(1), crm_id=ada, links=(two,), unlinks=(one,)), replace(member(2), unlinks=(one,)))
    assert hubspot.tied == {(ada, two), (ada, theirs)}
    assert not any(result.problem for result in results.values())
    (archived,) = [asked for asked in hubspot.asked if asked.path.endswith("/archive")]
    assert archived.path == "/crm/associations/2026-03/contacts/companies/batch/archive"
    assert archived.body == {"inputs": [{"from": {"id": ada}, "to": [{"id": one}]}]}


def test_of_many_ties_that_ended_those_to_a_company_that_is_gone_stop_no_other(hubspot):
    one = hubspot.add("companies", domain="c5.example")
    first = write(hubspot, *(replace(member(number), links=(one,)) for number in (1, 2, 3)))
    assert len(hubspot.tied) == 3
    last = write(hubspot, *(replace(member(number), crm_id=first[number].crm_id, unlinks=("4711" if number == 2 else one,)) for number in (1, 2, 3)))
    assert hubspot.tied == {(first[2].crm_id, one)}
    assert not any(result.problem for result in last.values())


def test_a_tie_that_hubspot_does_not_give_up_is_told(hubspot):
    one = hubspot.add("companies", domain="c5.example")
    ada = write(hubspot, replace(member(1), links=(one,)))[1].crm_id
    refused = {"message": "You may not", "errors": [{"message": "Missing scopes"}]}
    for reply in ((400, refused, {}), (207, {"results": [], **refused}, {})):
        hubspot.refused["archive"] = reply
        assert write(hubspot, replace(member(1), crm_id=ada, unlinks=(one,)))[1].problem == "You may not. Missing scopes"


def test_a_tie_that_hubspot_refuses_is_told(hubspot):
    results = write(hubspot, replace(member(1), links=("4711",)))
    assert "associations are invalid" in results[1].problem


def test_forgetting_empties_our_fields_and_our_key_and_nothing_else(hubspot):
    made = write(hubspot, replace(member(1), values={"email": "m1@x.example", "heed_votes_cast": "3"}))[1]
    results: Results = {}
    hold(HUBSPOT.forget("person", Item(1, "1", made.crm_id, {"heed_votes_cast": ""}), SHAPE, results), hubspot)
    assert hubspot.contacts[made.crm_id] == {"email": "m1@x.example"}
    assert not results[1].problem


def test_the_older_paths_are_asked_when_the_version_says_so(hubspot):
    results: Results = {}
    hold(HUBSPOT.talk("person", [member(1)], replace(SHAPE, version="v3"), results), hubspot)
    assert hubspot.asked[0].path == "/crm/v3/objects/contacts/batch/upsert"
    assert not results[1].problem
