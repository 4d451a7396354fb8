"""docs/CRM.md shows the fields of every vendor as the templates have them."""

from pathlib import Path

import pytest

from community.crm.rules_vendors import FIELDS
from community.crm.vendors_all import VENDORS

DOC = (Path(__file__).resolve().parents[2] / "docs" / "CRM.md").read_text()


@pytest.mark.parametrize("kind", FIELDS)
def test_each_field_stands_in_the_table_under_its_name_in_each_crm(kind):
    lines = DOC.splitlines()
    for ours in FIELDS[kind]:
        names = [vendor.mapping().side(kind).fields[ours] for vendor in VENDORS.values()]
        cells = " | ".join(f"`{name}`" if name else "*off*" for name in names)
        assert any(line.startswith(f"| `{ours}` |") and line.endswith(f"| {cells} |") for line in lines), ours


@pytest.mark.parametrize("code", VENDORS)
def test_the_keys_and_kinds_of_record_are_named(code):
    for side in VENDORS[code].sides:
        assert f"`{side.key}`" in DOC
        assert f"`{side.object}`" in DOC
