"""What counts as an answer: words, finished and new, with a status and the date of the next look."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses.rules import (
    ANSWERABLE,
    FINAL,
    NEEDS_REVIEW_DATE,
    Problem,
    check_answer,
    latest_review,
)

TODAY = date(2026, 11, 22)
SPRING = date(2027, 3, 3)
GOOD = "We will build the swap in spring, starting with teams where both people are trained for the shift."


def codes(body: str, previous: str | None = None) -> list[str]:
    problems = check_answer(body, "planned", SPRING, TODAY, previous)
    assert all(problem.field == "body" for problem in problems)
    return [problem.code for problem in problems]


def review_problem(
    status: str, review_on: date | None, today: date = TODAY, max_months: int = 6
) -> str | None:
    problems = check_answer(GOOD, status, review_on, today, max_months=max_months)
    assert all(problem.field == "review_on" for problem in problems)
    return problems[0].code if problems else None


# Words


def test_a_good_answer_has_no_problem() -> None:
    assert check_answer(GOOD, "planned", SPRING, TODAY, "An older answer that said something else.") == []


def test_all_problems_are_told_at_once() -> None:
    assert check_answer("Hello {name}", "planned", None, TODAY) == [
        Problem("body", "too_short"),
        Problem("body", "placeholder"),
        Problem("review_on", "required"),
    ]


def test_forty_visible_characters_are_enough_and_one_less_is_not() -> None:
    assert codes("ab cd " * 10) == []
    assert codes("ab cd " * 9 + "abc") == ["too_short"]


@pytest.mark.parametrize(
    "padding",
    [
        "",
        " " * 60,
        "\n\t\u00a0\u2003\u3000" * 20,
        "\u200b\u200d\u2060\ufeff\u00ad" * 20,
        "\x00\x07\x1b\x7f\u0085\u2028\u2029" * 20,
        "\ud800" * 60,
        "\ue000" * 60,
        "\u3164\u115f\u2800\uffa0" * 20,
        "\u0301\ufe0f\u034f" * 20,
        "*_~`#>|" * 20,
        "**" * 40,
        "\n---\n===\n- - -\n" * 20,
        "\n| --- | :---: |" * 20,
        "\n- " * 60,
        "&nbsp;&#8203;&zwj;" * 20,
        "<!-- nobody will ever see what stands in here, however long it is -->",
        "<!-- nobody will ever see what stands in here, however long it is",
        "<span class='a very long name that nobody can see'></span>",
        "[a](https://example.org/a/very/long/address/that/nobody/can/see)",
        "![](https://example.org/a/very/long/address/that/nobody/can/see \"and a long title\")",
        "[a][a-long-reference-that-nobody-can-see-either]\n\n"
        "[a-long-reference-that-nobody-can-see-either]: https://example.org",
    ],
)  # fmt: skip
def test_what_nobody_sees_does_not_make_an_answer_longer(padding: str) -> None:
    assert "too_short" in codes("We will see. Thank you." + padding)


def test_words_in_other_scripts_count() -> None:
    assert (
        codes(
            "このアイデアは来年の春に実装する予定です。まず小さなチームから始めて、結果をここでお知らせします。"
        )
        == []
    )
    assert codes("हम इसे अगले वसंत में बनाएंगे और पहले छोटे समूहों के साथ शुरू करेंगे, फिर यहाँ बताएंगे।") == []


def test_the_text_of_code_and_links_counts() -> None:
    assert codes("[Marta]: we will build it in spring, and then tell you here.") == []
    assert codes("`heed import ideas FILE --limit 10000 --skip-bad-rows`") == []
    assert codes("[the page about swaps, covers and everything that belongs to it](/swaps)") == []


@pytest.mark.parametrize(
    "gap",
    [
        "Dear {name},", "Dear {{ first name }},", "Dear {},", "by [date]", "by [Date of review]", "**[insert date]**",
        "Dear <name>,", "Dear <your name here>,", "because <...>", "because <…>", "in XXX", "in xxx weeks", "on XXXX",
        "%name%", "%(name)s", "Dear ____", "TODO: the reason", "as lorem ipsum", "- [date]", "&lt;name&gt;",
        "[date]\n\n[other]: https://example.org\n\n",
    ],
)  # fmt: skip
def test_an_unfilled_placeholder_is_refused(gap: str) -> None:
    assert codes(f"{gap} {GOOD}") == ["placeholder"]


@pytest.mark.parametrize(
    "text",
    [
        "[the plan](https://example.org/{id})", "[the plan][plan]\n\n[plan]: https://example.org\n\n", "See [1] and [^2].",
        "- [x] done\n- [ ] open\n- [X] done\n\n", "<https://example.org/a>", "<mailto:ines@example.org>",
        "<ines@example.org>", "a < b and c > d", "if x<y and z>d", "2<3 and 5>4", "<b>bold</b>", "line<br>line", "line<br/>",
        "`{name}`", "```\n{\"name\": [date]}\n```\n\n", "It said \"[…]\" and [...] in the middle.", "XXL shirts",
        "[sic]", "100 % of it, 50% sooner", "https://example.org/%ef%bb%bf", "50%ofusers", "<!-- {name} -->", "![the plan](plan.png)", "one\n\n____\n\ntwo",
        "[plan] it is.\n\n[plan]: https://example.org\n\n", "snake_case_name__x", "a todo list",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_placeholder_is_let_through(text: str) -> None:
    assert codes(f"{text} {GOOD}") == []


@pytest.mark.parametrize(
    "again",
    [
        GOOD,
        GOOD.upper(),
        f"**{GOOD}**",
        GOOD.replace(" ", "\n"),
        f"{GOOD}!!",
        GOOD.replace("a", "a\u200b"),
        f"> {GOOD}",
    ],
)
def test_the_previous_answer_again_is_refused(again: str) -> None:
    assert codes(again, previous=GOOD) == ["repeated"]


def test_the_previous_answer_with_more_to_say_is_let_through() -> None:
    assert codes(f"{GOOD} The first teams have it now.", previous=GOOD) == []


def test_an_empty_answer_is_too_short_and_nothing_else() -> None:
    assert codes("") == ["too_short"]
    assert codes("", previous="") == ["too_short"]


@given(st.text(max_size=400))
def test_no_text_breaks_the_check(body: str) -> None:
    assert ("repeated" in codes(body, previous=body)) == bool(body)


@pytest.mark.parametrize(
    "piece", ["[", "<", "{", "](", "<!--", "`", "~~~", "[a]:", "&", "- ", "_ ", "%(", "<a "]
)
def test_long_rows_of_marks_are_read_at_once(piece: str) -> None:
    started = perf_counter()
    codes(piece * (20_000 // len(piece)))
    assert perf_counter() - started < 2


# Status and the date of the next look


def test_statuses_are_sorted_into_answers_and_others() -> None:
    assert {status.value for status in ANSWERABLE} == {
        "review",
        "planned",
        "progress",
        "shipped",
        "later",
        "declined",
    }
    assert NEEDS_REVIEW_DATE | (FINAL & ANSWERABLE) == ANSWERABLE
    assert not NEEDS_REVIEW_DATE & FINAL


@pytest.mark.parametrize("status", [None, ""])
def test_words_without_a_status_are_refused(status: str | None) -> None:
    assert check_answer(GOOD, status, SPRING, TODAY) == [Problem("status", "missing")]


@pytest.mark.parametrize("status", ["new", "merged", "Planned", "done"])
def test_a_status_that_is_no_answer_is_refused(status: str) -> None:
    assert check_answer(GOOD, status, SPRING, TODAY) == [Problem("status", "not_an_answer")]


@pytest.mark.parametrize("status", ["review", "planned", "progress", "later"])
def test_an_open_answer_needs_a_date_to_look_again(status: str) -> None:
    assert review_problem(status, None) == "required"
    assert review_problem(status, TODAY) == "not_in_future"
    assert review_problem(status, TODAY - timedelta(days=1)) == "not_in_future"
    assert review_problem(status, TODAY + timedelta(days=1)) is None
    assert review_problem(status, date(2027, 5, 22)) is None
    assert review_problem(status, date(2027, 5, 23)) == "too_far"


@pytest.mark.parametrize("status", ["shipped", "declined"])
def test_a_final_answer_carries_no_date(status: str) -> None:
    assert review_problem(status, SPRING) == "forbidden"
    assert review_problem(status, None) is None


def test_a_topic_may_ask_for_an_earlier_look() -> None:
    assert review_problem("planned", date(2026, 12, 22), max_months=1) is None
    assert review_problem("planned", date(2026, 12, 23), max_months=1) == "too_far"


@pytest.mark.parametrize(
    ("today", "months", "latest"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
    ],
)
def test_months_ahead_end_on_the_same_day_or_the_months_last(today: date, months: int, latest: date) -> None:
    assert latest_review(today, months) == latest
