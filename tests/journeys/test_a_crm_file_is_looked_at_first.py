"""An administrator brings the CRM's accounts from a file, looks, and takes them in; twice is as good as once."""

import time

import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import Organisation
from community.db import db
from tests.cast import ROOT
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import PATIENCE

pytestmark = pytest.mark.journey

FILE = (
    "Record ID;Company name;Company domain name;ARR;Currency;Renewal date;Country\n"
    "A-1;St Wilfrid's Trust;wilfrid.example;41230,50;EUR;2027-03-31;GB\n"
    "A-2;Café Solstice;gmail.com;100;EUR;;FR\n"
    "A-3;=HYPERLINK(1);;;;;\n"
)


def upload(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/crm/import/")
    page.get_by_label("File").set_input_files({"name": "accounts.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_role("button", name="Look at it").click()


def look_over(page: Page, name: str, scripting: bool) -> None:
    """axe is a script itself."""
    if scripting:
        assert_everybody_can_use(page, name)


def wait_for(page: Page, words: str) -> None:
    """Where there is no script, somebody looks again."""
    until = time.monotonic() + 2 * PATIENCE
    while not page.get_by_text(words).first.is_visible() and time.monotonic() < until:
        page.wait_for_timeout(250)
        if page.get_by_role("link", name="Look again").is_visible():
            page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_file_is_mapped_looked_at_and_taken_in(live, open_page, scripting):
    page = open_page(scripting=scripting)
    sign_in(page, live, ROOT)
    upload(page, live.url)
    expect(page.get_by_label("record id")).to_have_value("external_id")
    expect(page.get_by_label("company name")).to_have_value("name")
    page.get_by_label("country").select_option("field")
    look_over(page, "crm-mapping", scripting)
    page.get_by_role("button", name="Show what would change").click()
    wait_for(page, "Take it in")
    expect(page.get_by_text("anybody may have mail at gmail.com")).to_be_visible()
    look_over(page, "crm-preview", scripting)
    page.get_by_role("button", name="Take it in").click()
    wait_for(page, "To the organisations")
    with live.data():
        rows = {row.external_id: row for row in db.session.query(Organisation).filter(Organisation.external_id.is_not(None))}
        assert {"A-1", "A-3"} <= set(rows)
        assert (rows["A-1"].value_cents, rows["A-1"].fields, rows["A-3"].name) == (4_123_050, {"country": "GB"}, "=HYPERLINK(1)")
        account = rows["A-1"].id
    page.goto(f"{live.url}/desk/accounts/{account}")
    expect(page.get_by_text("€41,231")).to_be_visible()
    look_over(page, "crm-account", scripting)
    for path in ("/admin/crm/in", "/admin/crm/review", "/admin/segments/", "/admin/segments/new", "/admin/crm/sources/new"):
        page.goto(f"{live.url}{path}")
        look_over(page, "crm" + path.replace("/", "-"), scripting)

    upload(page, live.url)
    page.get_by_label("country").select_option("field")
    page.get_by_role("button", name="Show what would change").click()
    wait_for(page, "Take it in")
    expect(page.locator("dl.facts")).to_contain_text("The same2")
