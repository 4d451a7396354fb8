"""The house rules that matter, read from the code with ast."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "community"
TEMPLATES = ROOT / "templates"

LAYERS = (
    ("config", "db", "glance", "clock", "events", "audit", "site", "markdown", "failpoints"),
    ("accounts",),
    ("ideas",),
    ("votes", "voices", "responses"),
    ("search",),
    ("moderation", "triage", "cocreation", "releases"),
    ("advocates", "insights"),
    ("notifications", "crm", "feeds"),
    ("inbound",),
    ("web",),
)
"""Lower first. A package imports from lower layers, from the ground floor, and from itself."""

ON_TOP = ("schema", "checks", "checks_mail", "bulk", "recount", "jobs", "cli", "commands", "demo", "imports", "bench", "api", "__init__")
"""These assemble the rest and may import from every layer; nobody below imports them."""

COMMITTERS = re.compile(r"(views|views_\w+)\.py$|^(jobs|cli|commands|demo|imports|bench)/|^(cli|db|schema)\.py$|^web/held\.py$")
"""hold() in web/held.py is the whole answer of a view for a visitor, so it commits as a view does."""
CLOCK_FIELDS = {"status", "answer_state", "due_at", "warn_at", "review_at", "paused_at", "asked_at", "asked_due_at"}


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(HOUSE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def part(path: Path) -> str:
    """The package or ground-floor module a file belongs to."""
    first = path.relative_to(HOUSE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """First-party imports as dotted names below `community`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "community":
            tail = node.module.split(".")[1:]
            for alias in node.names:
                yield ".".join([*tail, alias.name])
        if isinstance(node, ast.Import):
            yield from (a.name.split(".", 1)[1] for a in node.names if a.name.startswith("community."))


def layer_of(package: str) -> int | None:
    return next((i for i, packages in enumerate(LAYERS) if package in packages), None)


def test_every_package_has_its_place():
    known = {package for layer in LAYERS for package in layer} | set(ON_TOP)
    assert {part(path) for path in modules()} <= known


def test_imports_go_one_way():
    wrong = []
    for path in modules():
        mine = part(path)
        if mine in ON_TOP or path.name.startswith("views"):
            continue
        for wanted in imports(path):
            other = wanted.split(".")[0]
            if other == mine:
                continue
            place, theirs = layer_of(mine), layer_of(other)
            ground = mine in LAYERS[0] and other in LAYERS[0]
            if theirs is None or place is None or (theirs >= place and not ground):
                wrong.append(f"{name(path)} imports {wanted}")
    assert wrong == []


def test_nobody_imports_views_but_the_application():
    wrong = [
        f"{name(path)} imports {wanted}"
        for path in modules() if name(path) != "__init__.py"
        for wanted in imports(path)
        if any(word == "views" or word.startswith("views_") for word in wanted.split("."))
    ]
    assert wrong == []


def test_jobs_never_import_the_web():
    wrong = [w for path in modules() if part(path) == "jobs" for w in imports(path) if w.split(".")[0] == "web"]
    assert wrong == []


def test_no_import_is_hidden_in_a_function():
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in modules()
        for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_only_views_jobs_and_commands_commit():
    wrong = []
    for path in modules():
        if COMMITTERS.search(name(path)):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in ("commit", "writing"):
                    wrong.append(f"{name(path)}:{node.lineno}")
    assert wrong == []


def test_rules_are_pure():
    frameworks = {"flask", "sqlalchemy", "flask_sqlalchemy", "flask_login", "flask_babel"}
    forbidden = {"db", "clock", "config", "events", "site"}
    wrong = []
    for path in modules():
        if path.name not in ("rules.py", "calendars.py"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                wrong += [f"{name(path)}: {a.name}" for a in node.names if a.name.split(".")[0] in frameworks]
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in frameworks:
                wrong.append(f"{name(path)}: {node.module}")
        wrong += [f"{name(path)}: {w}" for w in imports(path) if w.split(".")[0] in forbidden]
    assert wrong == []


def test_only_responses_write_the_clock():
    """`status` and the clock's cache on an idea are assigned nowhere else, in attributes or in update()."""
    wrong = []
    for path in modules():
        if name(path).startswith("responses/") or part(path) in ("demo", "bench"):
            continue
        for node in ast.walk(tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in CLOCK_FIELDS and "idea" in ast.unparse(target.value):
                    wrong.append(f"{name(path)}:{target.lineno} {ast.unparse(target)}")
    assert wrong == []


def functions() -> Iterator[tuple[int, str]]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield node.end_lineno - node.lineno + 1, f"{name(path)}:{node.lineno} {node.name}"


def test_no_function_is_longer_than_forty_lines():
    assert [where for size, where in functions() if size > 40] == []


def test_functions_stay_small_on_the_whole():
    sizes = sorted(size for size, _ in functions())
    assert sizes[len(sizes) // 2] <= 9
    assert sizes[int(len(sizes) * 0.9)] <= 22


def test_no_file_is_longer_than_three_hundred_lines():
    assert [name(path) for path in modules() if path.read_text().count("\n") > 300] == []


def test_no_template_is_longer_than_a_hundred_and_twenty_lines():
    long = [t.relative_to(ROOT).as_posix() for t in TEMPLATES.rglob("*.html") if t.read_text().count("\n") > 120]
    assert long == []


def test_every_signature_is_typed():
    bare = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.returns is None:
                bare.append(f"{name(path)}:{node.lineno} {node.name}")
    assert bare == []


FORBIDDEN_IN_TEMPLATES = {
    "inline style": r"\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "script address": r"javascript:",
    "htmx handler": r"hx-on|hx-vals=['\"]js:|data-hx-on",
    "left or right": r"\balign=",
}


@pytest.mark.parametrize("what", FORBIDDEN_IN_TEMPLATES)
def test_pages_need_nothing_the_content_policy_forbids(what):
    pages = (t for t in TEMPLATES.rglob("*.html") if "mail" not in t.relative_to(TEMPLATES).parts[:1])
    found = [t.relative_to(ROOT).as_posix() for t in pages if re.search(FORBIDDEN_IN_TEMPLATES[what], t.read_text())]
    assert found == []


def test_only_buttons_links_and_forms_send_requests():
    """An element that acts must be one a keyboard and a screen reader know."""
    wrong = []
    for template in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<([a-z]+)[^>]*\shx-(?:get|post|delete|put|patch)=", template.read_text()):
            if tag not in ("a", "button", "form", "input", "textarea", "select"):
                wrong.append(f"{template.relative_to(ROOT)}: <{tag}>")
    assert wrong == []


def test_nothing_tells_where_it_was_made():
    words = re.compile(r"/work/|/root/|/tmp/heed")
    files = [p for folder in ("community", "templates", "tests", "docs", "bin", "static") for p in (ROOT / folder).rglob("*")]
    wrong = [
        p.relative_to(ROOT).as_posix() for p in files
        if p.is_file() and p.suffix in (".py", ".html", ".md", ".css", ".js", ".txt", "") and p != Path(__file__).resolve()
        and words.search(p.read_text(errors="replace"))
    ]
    assert wrong == []
