"""docs/events and docs/WEBHOOKS.md say what the code does.

`.venv/bin/python -m tests.crm.test_documented` writes docs/events anew from the catalogue.
"""

import json
import re

import pytest

from community.config import ROOT
from community.crm.catalogue import ALWAYS, PING, SCHEMAS, SUBSCRIBABLE
from community.crm.examples import documented, example_of
from community.crm.rules import SCHEDULE
from tests.crm.checked import judge

EVENTS = ROOT / "docs" / "events"
PAGE = (ROOT / "docs" / "WEBHOOKS.md").read_text()


def written(kind: str) -> str:
    return json.dumps(documented(kind), indent=1, ensure_ascii=False) + "\n"


def test_every_event_has_its_file_and_no_other_has():
    assert {path.stem for path in EVENTS.iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_file_holds_the_schema_in_force_with_its_example(kind):
    assert (EVENTS / f"{kind}.json").read_text() == written(kind)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_example_fits_its_schema_and_names_nothing_else(kind):
    judge(kind, example_of(kind))


def test_the_page_lists_each_event_once_with_a_sentence():
    listed = re.findall(r"^\| \[`([a-z_.]+)`\]\(events/([a-z_.]+)\.json\) \| .{10,} \|$", PAGE, re.MULTILINE)
    assert [kind for kind, _ in listed] == [kind for _, kind in listed]
    assert sorted(kind for kind, _ in listed) == sorted(SCHEMAS)


def test_what_can_be_chosen_what_is_always_told_and_the_test_are_the_whole_catalogue():
    assert sorted((*SUBSCRIBABLE, *ALWAYS, PING)) == sorted(SCHEMAS)


def test_the_schedule_on_the_page_is_the_one_in_force():
    assert "after 5 seconds, 5 minutes, 30 minutes, then 2, 5, 10, 14, 20 and 24 hours: ten tries" in " ".join(PAGE.split())
    assert [wait.total_seconds() for wait in SCHEDULE] == [0, 5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24))]


if __name__ == "__main__":
    EVENTS.mkdir(exist_ok=True)
    for kind in SCHEMAS:
        (EVENTS / f"{kind}.json").write_text(written(kind))
