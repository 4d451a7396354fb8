"""Every kind of mail in a real browser: on a phone and at 600 pixels, in light and in dark."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from community import clock, create_app, schema
from community.notifications.previews import SAMPLES, preview, reader
from tests.conftest import make_settings
from tests.journeys.access import OPTIONS

pytestmark = pytest.mark.journey

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def made(workplace: Path) -> dict[str, str]:
    """The HTML of one mail of each kind, as an empty site writes it."""
    app = create_app(make_settings(workplace / "letters"))
    ines = reader("Ines Halloran", "ines@brannocs.example", "en", "Europe/London")
    with app.app_context():
        schema.upgrade()
        return {kind: preview(kind, ines, clock.now()).html for kind in SAMPLES}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_fits_and_can_be_read(made, chromium: Browser, scheme):
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640})
    asked = watch(page)
    wrong = {}
    for kind, html in made.items():
        page.set_content(html)
        page.set_viewport_size({"width": 320, "height": 640})
        found = {"wide at 320": wide(page), "violations": violations(page)}
        page.set_viewport_size({"width": 600, "height": 640})
        found["wide at 600"] = wide(page)
        wrong |= {kind: {name: what for name, what in found.items() if what}} if any(found.values()) else {}
    page.close()
    assert wrong == {}
    assert asked == [], "a mail fetches nothing"


def watch(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def wide(page: Page) -> int:
    return max(0, page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
