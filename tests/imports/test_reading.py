"""Reading files as people really have them."""

import gzip

import pytest

from community.imports.reading import LONGEST_FIELD, LONGEST_LINE, FileProblem, rows_in


@pytest.fixture
def read(tmp_path):
    def run(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(rows_in(path))

    return run


def test_json_lines_with_empty_lines_between(read):
    rows = read('{"ID": "1", "title": "a"}\n\n  \n{"id": 2}\n')
    assert [(row.number, row.values["id"]) for row in rows] == [(1, "1"), (2, 2)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_usual_delimiter(read, delimiter):
    rows = read(delimiter.join(("Id", " Title ", "body")) + "\r\n" + delimiter.join(("1", "A", '"two\r\nlines"')) + "\r\n")
    assert [row.values for row in rows] == [{"id": "1", "title": "A", "body": "two\r\nlines"}]


def test_a_byte_order_mark_does_not_become_part_of_the_first_name(read):
    assert read("\ufeffid,title\n1,a\n")[0].values == {"id": "1", "title": "a"}
    assert read('\ufeff{"id": "1"}')[0].values == {"id": "1"}


def test_gzip_is_known_by_its_content_not_by_its_name(read):
    assert read(gzip.compress(b"id,title\n1,a\n"), "old.csv")[0].values["title"] == "a"


def test_a_row_that_is_not_utf_8_is_named_and_the_next_is_read(read):
    rows = read(b"id,title\n1,caf\xe9\n2,caf\xc3\xa9\n")
    assert (rows[0].problem, rows[1].values["title"]) == ("is not UTF-8", "café")
    rows = read(b'{"id": "caf\xe9"}\n{"id": "2"}\n')
    assert (rows[0].problem, rows[1].values["id"]) == ("is not UTF-8", "2")


@pytest.mark.parametrize("line", ["{broken", '{"id": NaNN}', '{"a": ' + "[" * 100_000])
def test_a_line_that_is_no_json_object_is_named(read, line):
    rows = read('{"id": "1"}\n' + line + '\n{"id": "3"}\n')
    assert [row.problem for row in rows] == ["", "is not a JSON object", ""]


def test_a_list_among_objects_is_named(read):
    assert read('{"id": "1"}\n[1, 2]\n')[1].problem == "is not a JSON object"


def test_a_huge_field_is_named_and_does_not_stop_the_rest(read):
    rows = read("id,title\n1," + "x" * (LONGEST_FIELD + 10) + "\n2,b\n")
    assert rows[0].problem.startswith("is not CSV")
    assert rows[-1].values == {"id": "2", "title": "b"}


def test_a_huge_line_is_named_and_does_not_stop_the_rest(read):
    rows = read('{"id": "1"}\n{"id": "' + "x" * (LONGEST_LINE * 2) + '"}\n{"id": "3"}\n')
    assert [row.problem for row in rows] == ["", f"is longer than {LONGEST_LINE} characters", ""]


def test_a_row_with_too_many_cells_is_named(read):
    assert read("id,title\n1,a,b\n")[0].problem == "has more cells than there are columns"


def test_nul_bytes_do_not_stop_a_csv(read):
    assert read("id,title,body\n1,a\x00b,c\n")[0].values["title"] == "a\x00b"


def test_an_empty_file_has_no_rows(read):
    assert read("") == []


def test_a_header_without_id_and_title_stops_at_once(read):
    with pytest.raises(FileProblem, match="id and title"):
        read("name,text\na,b\n")


def test_one_big_json_list_is_explained(read):
    with pytest.raises(FileProblem, match="one object a line"):
        read('[{"id": "1"}]')


def test_utf_16_is_explained(read):
    with pytest.raises(FileProblem, match="UTF-8"):
        read("id,title\n1,a\n".encode("utf-16"))


def test_a_gzip_file_that_breaks_off_gives_what_came_before(tmp_path):
    whole = gzip.compress("\n".join(f'{{"id": "{n}", "body": "{n * 7919}"}}' for n in range(50_000)).encode())
    path = tmp_path / "broken.gz"
    path.write_bytes(whole[: len(whole) // 2])
    got = []
    with pytest.raises(FileProblem, match="damaged"):
        for row in rows_in(path):
            got.append(row)
    assert len(got) > 1000
