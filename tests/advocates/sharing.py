"""Coming by a link, and joining, in tests."""

from urllib.parse import parse_qs, urlsplit

from community.advocates.rules_sharing import Shared, reference
from community.config import Settings
from tests.accounts.mails import ask, last_code


def link_of(app, person_id: int, idea_id: int = 0) -> str:
    settings: Settings = app.config["SETTINGS"]
    return reference(settings.secret_key, Shared(person_id, idea_id))


def come_by(browser, app, person_id: int, idea_id: int = 0, path: str = "/"):
    return browser.get(f"{path}{'&' if '?' in path else '?'}via={link_of(app, person_id, idea_id)}")


def join(browser, email: str = "nia@ostara.example") -> None:
    ask(browser, email)
    assert browser.post("/sign-in/code", data={"code": last_code()}).status_code == 303


def via_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["via"][0]
