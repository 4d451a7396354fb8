"""docs/WEBHOOKS.md says what the code does."""

import json
import re

import pytest

from community.config import ROOT
from community.crm.catalogue import SCHEMAS
from tests.crm.schemas import check, undescribed

PAGE = (ROOT / "docs" / "WEBHOOKS.md").read_text()


def blocks(kind: str) -> list[dict]:
    """The JSON under an event's heading: an example, then its schema."""
    section = PAGE.split(f"\n### {kind}\n")[1].split("\n### ")[0]
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", section, re.DOTALL)]


def test_every_event_has_its_heading_and_no_other_has():
    assert re.findall(r"^### (\S+)$", PAGE, re.MULTILINE) == list(SCHEMAS)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_shown_is_the_one_in_force(kind):
    assert blocks(kind)[1] == SCHEMAS[kind]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_example_fits_its_schema_and_names_nothing_else(kind):
    example = blocks(kind)[0]
    check(example, SCHEMAS[kind])
    assert undescribed(example, SCHEMAS[kind]) == []
