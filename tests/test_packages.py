"""What the product imports comes with what bin/demo installs: what only the tests need is not there."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from community.config import ROOT

LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)


def imported() -> Iterator[tuple[str, Path]]:
    """The first name of every module that is imported, and by which file."""
    for path in sorted((ROOT / "community").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], path


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_in_the_lock_of_the_product():
    locked = {plain(name) for name in LOCKED.findall((ROOT / "requirements" / "run.lock").read_text())}
    known = packages_distributions()
    names = {name: path for name, path in imported() if name not in sys.stdlib_module_names and name != "community"}
    assert len(names) > 20
    assert {name: str(path) for name, path in names.items() if not locked & {plain(each) for each in known.get(name, [name])}} == {}
