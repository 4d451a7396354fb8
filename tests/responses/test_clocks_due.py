"""`heed clocks due`: a promise checked by hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from community.cli import heed

OFFICE = [["09:00", "17:00"]]
ROUND_THE_CLOCK = [["00:00", "24:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)
BERLIN = {"zone": "Europe/Berlin", "week": WEEK, "holidays": ["12-25", "2026-04-06"]}
ALWAYS = {"zone": "Europe/Berlin", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ROUND_THE_CLOCK)}


def due(folder: Path, calendar: object, start: str = "2026-03-27T16:00", target: str = "16h", *pauses: str) -> Result:
    path = folder / "calendar.json"
    path.write_text(calendar if isinstance(calendar, str) else json.dumps(calendar), encoding="utf-8")
    typed = ["clocks", "due", "--calendar", str(path), "--start", start, "--target", target]
    return CliRunner().invoke(heed, [*typed, *(word for pause in pauses for word in ("--pause", pause))])


@pytest.mark.parametrize(
    ("calendar", "start", "target", "pauses", "expected"),
    [
        (BERLIN, "2026-03-27T16:00", "16h", (), "2026-03-31T16:00:00+02:00"),
        (BERLIN, "2026-03-27T15:00:00Z", "960m", (), "2026-03-31T16:00:00+02:00"),
        (BERLIN, "2026-03-27T10:00-05:00", "16h", (), "2026-03-31T16:00:00+02:00"),
        (BERLIN, "2026-04-02T16:00", "90m", (), "2026-04-03T09:30:00+02:00"),
        (BERLIN, "2026-04-03T16:00", "90m", (), "2026-04-07T09:30:00+02:00"),
        (BERLIN, "2026-12-24T16:00", "2h", (), "2026-12-28T10:00:00+01:00"),
        (BERLIN, "2026-06-08T09:00", "8h", ("2026-06-08T10:00/2026-06-10T14:00",), "2026-06-11T13:00:00+02:00"),
        (BERLIN, "2026-06-08T09:00", "4h", ("2026-06-08T10:00/2026-06-08T11:00", "2026-06-08T10:30/2026-06-08T12:00"), "2026-06-08T15:00:00+02:00"),
        (ALWAYS, "2026-03-28T12:00", "24h", (), "2026-03-29T13:00:00+02:00"),
        (ALWAYS, "2026-10-25T02:30", "1h", (), "2026-10-25T02:30:00+01:00"),
        ({"zone": "Asia/Kathmandu", "week": {"sun": [["09:00", "12:00"], ["13:00", "24:00"]]}}, "2026-06-07T11:00", "12h", (), "2026-06-07T24:00"),
    ],
)
def test_it_prints_the_due_time_on_the_wall_clock_of_the_calendar(tmp_path, calendar, start, target, pauses, expected):
    found = due(tmp_path, calendar, start, target, *pauses)
    assert (found.exit_code, found.output.strip()) == (0, expected.replace("07T24:00", "08T00:00:00+05:45"))


@pytest.mark.parametrize(
    ("calendar", "start", "target", "pauses", "said"),
    [
        ("{", "2026-03-27T16:00", "16h", (), "cannot be read as JSON"),
        ([], "2026-03-27T16:00", "16h", (), "expected an object"),
        ({"week": WEEK}, "2026-03-27T16:00", "16h", (), '"zone" is missing'),
        ({"zone": "Europe/Berlin"}, "2026-03-27T16:00", "16h", (), '"week" is missing'),
        ({**BERLIN, "holiday": []}, "2026-03-27T16:00", "16h", (), '"holiday" is not known'),
        ({**BERLIN, "zone": "Europe/Atlantis"}, "2026-03-27T16:00", "16h", (), 'no time zone "Europe/Atlantis"'),
        ({**BERLIN, "week": {}}, "2026-03-27T16:00", "16h", (), "never opens"),
        ({**BERLIN, "week": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "2026-03-27T16:00", "16h", (), 'overlap, from "11:00" on'),
        ({**BERLIN, "week": {"mon": [["22:00", "06:00"]]}}, "2026-03-27T16:00", "16h", (), "22:00-06:00"),
        ({**BERLIN, "week": {"monday": OFFICE}}, "2026-03-27T16:00", "16h", (), '"monday" is no interval'),
        ({**BERLIN, "week": {"mon": [["09:00", "24:01"]]}}, "2026-03-27T16:00", "16h", (), '"24:01"'),
        ({**BERLIN, "holidays": ["02-30"]}, "2026-03-27T16:00", "16h", (), '"02-30" is no holiday'),
        (BERLIN, "Friday", "16h", (), "'Friday' is no ISO 8601 time"),
        (BERLIN, "0001-01-01T00:00+14:00", "16h", (), "no ISO 8601 time"),
        (BERLIN, "9999-12-31T12:00", "16h", (), "beyond the years"),
        (BERLIN, "2026-03-27T16:00", "16", (), "'16' is no target"),
        (BERLIN, "2026-03-27T16:00", "0h", (), "'0h' is no target"),
        (BERLIN, "2026-03-27T16:00", "9999h", (), "within 366 days"),
        (BERLIN, "2026-03-27T16:00", "16h", ("2026-03-27T16:30",), "FROM/TO"),
        (BERLIN, "2026-03-27T16:00", "16h", ("2026-03-28T16:30/2026-03-27T16:30",), "ends before it begins"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(tmp_path, calendar, start, target, pauses, said):
    found = due(tmp_path, calendar, start, target, *pauses)
    assert found.exit_code == 2
    assert said in found.output


def test_a_file_that_is_not_there_is_refused(tmp_path):
    found = CliRunner().invoke(heed, ["clocks", "due", "--calendar", str(tmp_path / "none.json"), "--start", "2026-03-27", "--target", "1h"])
    assert found.exit_code == 2
