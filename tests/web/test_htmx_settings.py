"""htmx is the pinned one, and every setting we rely on is one it knows."""

import json
import re

from community.web.assets import htmx_file
from community.web.chrome import HTMX_CONFIG


def source():
    return htmx_file().read_text()


def test_the_shipped_file_is_the_version_we_tested():
    assert re.findall(r'version:"([^"]+)"', source()) == ["2.0.3"]


def test_each_setting_is_one_this_version_has():
    defaults = re.search(r"config:\{(historyEnabled.*?)\},parseInterval", source())[1]
    for name in json.loads(HTMX_CONFIG):
        assert re.search(rf"(?:^|,){name}:", defaults), name


def test_what_could_run_code_or_leave_the_site_is_off():
    config = json.loads(HTMX_CONFIG)
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["selfRequestsOnly"] is True
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


def handled(status):
    """What htmx does with a status: the first entry whose code matches it."""
    entries = json.loads(HTMX_CONFIG)["responseHandling"]
    return next(entry for entry in entries if re.search(entry["code"], str(status)))


def test_a_refused_form_is_swapped_in_and_a_failure_is_not():
    assert all(handled(code)["swap"] for code in (200, 201, 403, 409, 422, 429))
    assert not any(handled(code)["swap"] for code in (204, 400, 404, 413, 500, 503))
    assert all(handled(code).get("error") for code in (403, 404, 409, 422, 429, 500))


def test_the_page_carries_the_settings_and_only_our_own_scripts(client):
    html = client.get("/").text
    assert json.loads(re.search(r"name=\"htmx-config\" content='([^']*)'", html)[1].replace("&#34;", '"')) == json.loads(HTMX_CONFIG)
    scripts = re.findall(r"<script[^>]*>", html)
    assert len(scripts) == 2
    assert all(re.search(r'src="/assets/[0-9a-f]{16}/js/(?:htmx|heed)\.js"', tag) for tag in scripts)
