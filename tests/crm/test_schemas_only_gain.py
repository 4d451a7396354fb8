"""A receiver that was built on an earlier schema is right for ever: what fits today's fits every frozen one."""

import json
from pathlib import Path
from typing import Any

import pytest

from community.crm.catalogue import SCHEMAS
from community.crm.examples import example_of
from tests.crm.schemas import check

FROZEN = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "frozen").glob("*.json"))}


def lost(old: dict[str, Any], new: dict[str, Any], where: str = "$") -> list[str]:
    """What a message under the new schema may lack or say otherwise than the old one promised."""
    found = []
    for name in ("type", "const", "enum", "format", "minimum", "maximum", "maxLength"):
        if old.get(name) != new.get(name):
            found.append(f"{where}: {name}")
    if missing := set(old.get("required", ())) - set(new.get("required", ())):
        found.append(f"{where}: no longer required {sorted(missing)}")
    for name, part in old.get("properties", {}).items():
        found += lost(part, new.get("properties", {}).get(name, {}), f"{where}.{name}")
    options = list(zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False))
    if len(options) != len(new.get("anyOf", ())) or len(options) != len(old.get("anyOf", ())):
        found.append(f"{where}: anyOf")
    return found + [each for before, after in options for each in lost(before, after, where)]


def test_no_kind_was_ever_taken_back():
    assert set(FROZEN) <= set(SCHEMAS)


@pytest.mark.parametrize("kind", FROZEN)
def test_a_schema_only_gains_optional_fields(kind):
    assert lost(FROZEN[kind], SCHEMAS[kind]) == []


@pytest.mark.parametrize("kind", FROZEN)
def test_todays_example_fits_the_earlier_schema(kind):
    check(example_of(kind), FROZEN[kind])


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["properties"].pop("timestamp"),
        lambda schema: schema["required"].remove("data"),
        lambda schema: schema["properties"]["data"]["required"].remove("endpoint"),
        lambda schema: schema["properties"]["data"]["properties"]["endpoint"]["properties"]["id"].update(type="string"),
        lambda schema: schema["properties"]["data"]["properties"]["endpoint"]["properties"]["id"].update(minimum=0),
    ],
)
def test_whatever_breaks_a_receiver_is_seen(change):
    broken = json.loads(json.dumps(FROZEN["ping"]))
    change(broken)
    assert lost(FROZEN["ping"], broken) != []


def test_one_more_field_breaks_nobody():
    wider = json.loads(json.dumps(FROZEN["ping"]))
    wider["properties"]["data"]["properties"]["sent_by"] = {"type": "integer"}
    assert lost(FROZEN["ping"], wider) == []
