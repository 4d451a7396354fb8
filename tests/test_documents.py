"""What the documents say is there is there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from community.cli import heed
from community.config import ROOT, Settings

DOCUMENTS = ("README.md", "CONTRIBUTING.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")))


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_and_every_setting_named_exists():
    known = {f"HEED_{field.name.upper()}" for field in fields(Settings)}
    table = set(re.findall(r"`(HEED_[A-Z_]+)`", text("docs/OPERATING.md").split("## Commands")[0]))
    assert table == known
    for name in DOCUMENTS:
        named = {word if word in known else word.removesuffix("_FILE") for word in re.findall(r"\bHEED_[A-Z_]+\b", text(name))}
        assert named <= known, name


def test_every_command_is_in_the_table_and_every_command_named_exists():
    table = set(re.findall(r"^\| `heed ([a-z-]+)", text("docs/OPERATING.md"), re.MULTILINE))
    assert table == set(heed.commands)
    for name in DOCUMENTS:
        assert set(re.findall(r"(?:`|^)heed ([a-z-]+)", text(name), re.MULTILINE)) <= table, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_lead_somewhere(name):
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_files_that_are_named_are_there(name):
    for path in re.findall(r"`((?:community|templates|tests|docs|bin|requirements|migrations)/[\w./-]*)`", text(name)):
        assert "YYYY" in path or (ROOT / path).exists(), path


def test_screenshots_stay_small():
    pictures = list(Path(ROOT / "docs" / "screenshots").glob("*"))
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)
