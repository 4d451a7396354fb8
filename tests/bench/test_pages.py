"""`heed bench pages` on a small community: every page is measured, and answered as it should be."""

import re
from itertools import cycle

import pytest
from click.testing import CliRunner
from flask import Flask, abort

from community.bench.generate import Size
from community.bench.measure import Cost, Request, empty_app, measure
from community.bench.pages import bench_pages
from community.cli import heed

SMALL = Size(ideas=60, votes=300, people=60, comments=40)


def test_every_page_is_a_multiple_of_the_empty_view():
    said = []
    costs = bench_pages(SMALL, "sqlite", said.append, count=70)  # more than one visitor may ask in a minute
    assert [cost.name for cost in costs][:1] == ["empty Flask view"]
    assert {"visitor list", "signed-in list", "visitor idea page", "vote", "similar"} <= {cost.name for cost in costs}
    assert all(cost.times(costs[0]) > 1 for cost in costs[1:])
    assert any(re.search(r"signed-in list +\d+ µs +[\d.]+ x", line) for line in said)


def test_a_page_that_fails_stops_the_bench():
    broken = Flask("broken")
    broken.add_url_rule("/", "broken", lambda: abort(503))
    with pytest.raises(RuntimeError, match="503"):
        measure("broken", broken, cycle([Request("/")]), 3)


def test_the_median_is_of_the_requests_after_the_warm_up():
    cost = measure("empty", empty_app(), cycle([Request("/")]), 9)
    assert cost.requests == 9
    assert 0 < cost.microseconds < 50_000
    assert Cost("twice", cost.microseconds * 2, 9).times(cost) == pytest.approx(2)


def test_the_command_takes_small_numbers():
    result = CliRunner().invoke(
        heed, ["bench", "pages", "--ideas", "40", "--votes", "200", "--people", "50", "--comments", "20", "--requests", "5"]
    )
    assert result.exit_code == 0, result.output
    assert "empty Flask view" in result.output
