"""Can everybody read this page? WCAG 2.2 AA as far as a machine can tell."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}

without_scripts: set[BrowserContext] = set()
"""Browsers that run no script: axe is one itself, and would be waited for without end."""


def assert_everybody_can_use(page: Page, name: str) -> None:
    """No violation where scripts run, and nothing wider than the window; with JOURNEY_SHOTS set, also a picture of the page."""
    page.wait_for_load_state("networkidle")
    if folder := os.environ.get("JOURNEY_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    if page.context not in without_scripts:
        found = Axe().run(page, options=OPTIONS)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the window"
