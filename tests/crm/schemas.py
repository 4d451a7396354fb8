"""The part of JSON Schema that our catalogue uses, as plain checks. Raises AssertionError with the place."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

KINDS = {"object": dict, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "array": list}
KNOWN = {
    "$schema", "title", "type", "properties", "required", "const", "enum", "anyOf", "minimum", "maximum",
    "maxLength", "format", "additionalProperties", "examples", "items", "description", "minItems", "maxItems",
}


def check(value: Any, schema: dict[str, Any], where: str = "$") -> None:
    unknown = set(schema) - KNOWN
    assert not unknown, f"{where}: this checker does not know {unknown}"
    if "anyOf" in schema:
        assert any(fits(value, option) for option in schema["anyOf"]), f"{where}: {value!r} fits none of anyOf"
    if "const" in schema:
        assert value == schema["const"], f"{where}: {value!r}"
    if "enum" in schema:
        assert value in schema["enum"], f"{where}: {value!r} is none of {schema['enum']}"
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(is_a(value, name) for name in names), f"{where}: {value!r} is no {names}"
    if isinstance(value, int) and "minimum" in schema:
        assert schema["minimum"] <= value <= schema.get("maximum", value), f"{where}: {value}"
    if isinstance(value, str):
        check_text(value, schema, where)
    if isinstance(value, list):
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)), f"{where}: {len(value)} items"
        for number, each in enumerate(value):
            check(each, schema.get("items", {}), f"{where}[{number}]")
    if isinstance(value, dict):
        missing = set(schema.get("required", ())) - set(value)
        assert not missing, f"{where}: {missing} is missing"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                check(value[name], part, f"{where}.{name}")
        for name in set(value) - set(schema.get("properties", {})):
            more = schema.get("additionalProperties", {})
            assert more is not False, f"{where}: {name} is not foreseen"
            check(value[name], more, f"{where}.{name}")


def check_text(value: str, schema: dict[str, Any], where: str) -> None:
    assert len(value) <= schema.get("maxLength", len(value)), f"{where}: too long"
    if schema.get("format") == "date-time":
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), f"{where}: {value}"
        datetime.fromisoformat(value)
    if schema.get("format") == "uri":
        assert urlsplit(value).scheme in ("http", "https"), f"{where}: {value}"


def is_a(value: Any, name: str) -> bool:
    """In JSON a truth value is no number."""
    return isinstance(value, KINDS[name]) and (name == "boolean" or not isinstance(value, bool))


def fits(value: Any, schema: dict[str, Any]) -> bool:
    try:
        check(value, schema)
    except AssertionError:
        return False
    return True


def undescribed(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """Fields that are sent and that no schema names."""
    options = [schema, *(schema.get("anyOf", []))]
    if "additionalProperties" in schema:
        return []
    names = {name: part for option in options for name, part in option.get("properties", {}).items()}
    if not isinstance(value, dict):
        return []
    found = [f"{where}.{name}" for name in value if name not in names]
    return found + [each for name, part in names.items() if name in value for each in undescribed(value[name], part, f"{where}.{name}")]
