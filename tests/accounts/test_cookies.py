"""Whatever a cookie says, it is either ours or it is nobody's."""

import pytest

from tests.cast import ADA

COOKIES = [
    "heed=", "heed=.", "heed=..", "heed=" + "A" * 8_000, "heed=eyJ4IjoxfQ.aaaa.bbbb", "heed=\x7f\x01", "heed=é",
    "heed=a; heed=b; heed=c", "remember_token=1|é", "remember_token=1|" + "0" * 128, "remember_token=|", "theme=\"; x=é",
    "=; ;;", "heed=null.null.null", "__Host-heed=1; heed=2", "heed=%ff%fe; theme=%00",
]


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-in/code"])
def test_a_strange_cookie_is_a_visitors(app, client, cookie, path):
    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    assert answer.status_code == 200
    assert "Sign in" in answer.text


def test_a_cookie_with_one_changed_letter_signs_nobody_in(app, as_person):
    value = as_person(ADA).get_cookie("heed").value
    for place in (0, len(value) // 2, len(value) - 5):
        changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1:]
        answer = app.test_client(use_cookies=False).get("/me", headers={"Cookie": f"heed={changed}"})
        assert answer.status_code == 302
    whole = app.test_client(use_cookies=False).get("/me", headers={"Cookie": f"heed={value}"})
    assert whole.status_code == 200


@pytest.mark.parametrize("length", [1, 10, 100])
def test_a_cookie_cut_short_signs_nobody_in(app, as_person, length):
    value = as_person(ADA).get_cookie("heed").value
    answer = app.test_client(use_cookies=False).get("/me", headers={"Cookie": f"heed={value[:-length]}"})
    assert answer.status_code == 302
