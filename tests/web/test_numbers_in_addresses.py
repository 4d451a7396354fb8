"""A number that no row can have is nobody's address, and never a question to the database."""

import pytest
from werkzeug.exceptions import NotFound

from tests.cast import BEN


def addresses(app, number):
    """(method, path) of every route that names rows by number, with this one in each place."""
    for rule in app.url_map.iter_rules():
        numbers = {name for name, converter in rule._converters.items() if type(converter).__name__ == "Number"}
        if numbers:
            _, path = rule.build({name: number if name in numbers else "idea" for name in rule.arguments}, append_unknown=False)
            yield next(method for method in ("POST", "GET", "PUT") if method in rule.methods), path


@pytest.mark.parametrize("number", [2**31, 2**63, 10**4000])
def test_a_number_that_no_row_has_leads_nowhere(app, number):
    ways = list(addresses(app, number))
    assert len(ways) > 100
    for method, path in ways:
        with pytest.raises(NotFound):
            app.url_map.bind("heed.example").match(path, method)


def test_the_largest_number_a_row_can_have_still_does(app, as_person):
    for method, path in addresses(app, 2**31 - 1):
        assert app.url_map.bind("heed.example").match(path, method)
    browser = as_person(BEN)
    assert [browser.get(f"/betas/{number}").status_code for number in (2**31 - 1, 2**31, 10**30, "9" * 5000)] == [404] * 4
