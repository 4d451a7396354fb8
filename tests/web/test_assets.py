"""Style and script under addresses made of their content: what is sent, how long it is kept, and that nothing climbs out."""

import gzip
import re

import brotli
import pytest

from community.web import assets


@pytest.fixture
def visitor(words_app):
    return words_app.test_client()


@pytest.fixture
def address(words_app):
    def of(name):
        with words_app.test_request_context():
            return assets.asset_url(name)

    return of


def style() -> str:
    return next(f"css/{path.name}" for path in sorted((assets.ROOT / "static" / "css").glob("*.css")))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("br", "br"), ("gzip", "gzip"), ("", None), ("identity", None)],
)
def test_it_comes_in_the_smallest_form_that_is_understood(visitor, address, accepted, encoding):
    plain = (assets.ROOT / "static" / style()).read_bytes()
    answer = visitor.get(address(style()), headers={"Accept-Encoding": accepted})
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](answer.data)
    assert (answer.status_code, answer.headers.get("Content-Encoding"), unpacked == plain) == (200, encoding, True)
    assert answer.mimetype == "text/css"
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_it_is_kept_for_good_since_its_address_changes_with_it(visitor, address):
    where = address(style())
    assert re.fullmatch(r"/assets/[0-9a-f]{16}/css/[\w-]+\.css", where)
    answer = visitor.get(where)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_another_hash_is_another_file_and_not_there(client, address):
    where = address(style())
    wrong = where.replace(where.split("/")[2], "0" * 16)
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "css/../../pyproject.toml", "/etc/passwd", "css", "", "nothing.css", "css/\x00", "../static/../pyproject.toml"],
)
def test_only_files_of_ours_are_found(name):
    if "\x00" in name:
        with pytest.raises(ValueError, match="null"):
            assets._load(name)
    else:
        assert assets._load(name) is None


@pytest.mark.parametrize("climb", ["../pyproject.toml", "..%2fpyproject.toml", "css/..%2f..%2fpyproject.toml", "%2e%2e/pyproject.toml"])
def test_an_address_that_climbs_leads_nowhere(client, climb):
    hashed = assets.hashlib.sha256((assets.ROOT / "pyproject.toml").read_bytes()).hexdigest()[:16]
    answer = client.get(f"/assets/{hashed}/{climb}")
    assert (answer.status_code, b"[project]" in answer.data) == (404, False)


def test_a_template_that_names_what_is_not_there_fails_at_once(address):
    with pytest.raises(LookupError, match="no asset css/nothing"):
        address("css/nothing.css")


def test_htmx_comes_out_of_its_wheel(visitor, address):
    answer = visitor.get(address("js/htmx.js"))
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert b"htmx" in answer.data


def test_an_icon_is_drawn_from_text_and_small(visitor, address):
    answer = visitor.get(address("icon.svg"), headers={"Accept-Encoding": "br"})
    assert (answer.mimetype, answer.headers["Content-Encoding"]) == ("image/svg+xml", "br")
    assert brotli.decompress(answer.data).startswith(b"<svg")


def test_what_nothing_is_known_of_is_bytes_and_sent_as_it_is(visitor, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "made-up.heedfont").write_bytes(b"\x00" * 64)
    found = assets._load("made-up.heedfont")
    assert (found.kind, found.gzipped, found.brotlied) == ("application/octet-stream", b"", b"")
    answer = visitor.get(f"/assets/{found.hash}/made-up.heedfont", headers={"Accept-Encoding": "br, gzip"})
    assert ("Content-Encoding" in answer.headers, answer.data) == (False, b"\x00" * 64)
