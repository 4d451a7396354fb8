"""Back to our own pages only, as a browser would read the address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.web.redirects import safe_next

HOSTILE = [
    "//evil.example", "/\\evil.example", "///evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "https:evil.example", "\x01https://evil.example", " https://evil.example", "https://evil.example", "http:/evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "\\\\evil.example", "\\/evil.example", "evil.example",
    "?next=x", "#x", "", None, "/\x00/evil.example", "/ /evil.example", "/x\r\nSet-Cookie: a=b", "/\x7f", "/..//evil.example",
    "/./\\evil.example", "/ideas\\..\\evil", "//", "/\\",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_what_leads_elsewhere_leads_home(target):
    assert safe_next(target) == "/"


@pytest.mark.parametrize(
    "target", ["/", "/ideas/7", "/?tab=new&after=3~4", "/@evil.example", "/%2f%2fevil.example", "/ideas/7#comment-3", "/é", "/a//b", "/x?next=https://y.example"]
)
def test_our_own_pages_are_kept(target):
    assert safe_next(target) == target


def test_home_may_be_another_page():
    assert safe_next("//evil.example", "/me") == "/me"


@given(st.text(alphabet="/\\.:?#@%2fehtps \t\r\n\x00\x01evil", max_size=12))
def test_no_text_names_another_host(text):
    kept = safe_next(text)
    dropped = "".join(c for c in kept if c not in "\t\r\n").replace("\\", "/")
    assert dropped.startswith("/")
    assert not dropped.startswith("//")


@pytest.mark.parametrize("target", HOSTILE[:20])
def test_the_form_for_colours_leads_home_as_well(client, target):
    answer = client.post("/preferences/theme", data={"theme": "dark", "next": target or ""})
    assert answer.location == "/"
