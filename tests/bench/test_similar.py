"""`heed bench similar` on a few ideas of our own: loaded as old ideas are, indexed by the worker's functions, asked as the page asks."""

import gzip
import json
import re

import pytest
from click.testing import CliRunner

from community.bench import similar
from community.bench.cache import ENTRY, VectorCache
from community.bench.similar import Task, bench_similar, score
from community.cli import heed
from community.search.encoding import packed

CORPUS = [
    ("a", "Let people swap shifts without asking a manager", "If both are trained the swap could simply happen."),
    ("b", "Print the week on one page", "Half the kitchen has no phone."),
    ("c", "Export hours to payroll in columns we choose", "The bureau wants the cost centre first."),
    ("d", "Dark colours on the wall display", "The screen lights up the corridor."),
]
QUERIES = [
    ("q1", "Schichten tauschen, ohne den Chef zu fragen", "", ["a"]),
    ("q2", "swap shifts without a manager please now", "Print it", ["a"]),
    ("b", "Print the week on one page", "", ["c"]),
]


@pytest.fixture
def files(tmp_path):
    corpus, queries = tmp_path / "corpus.jsonl.gz", tmp_path / "queries.jsonl"
    with gzip.open(corpus, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": i, "title": t, "body": b}) + "\n" for i, t, b in CORPUS)
    write_queries(queries, labelled=True)
    return tmp_path


def write_queries(path, labelled):
    rows = [{"id": i, "title": t, "body": b, "relevant_ids": r} for i, t, b, r in QUERIES]
    for row in rows if not labelled else ():
        del row["relevant_ids"]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def run(files, backend="whoosh", **more):
    said = []
    task = Task(files / "corpus.jsonl.gz", files / "queries.jsonl", backend, files / "run.jsonl", cache=files / "cache", **more)
    bench_similar(task, said.append)
    answers = [json.loads(line) for line in (files / "run.jsonl").read_text().splitlines()]
    return {row["query_id"]: row["ranked_ids"] for row in answers}, said


@pytest.mark.parametrize("backend", ["whoosh", "postgres"])
def test_every_query_is_answered_in_order_with_the_ids_of_the_corpus(files, backend, postgres_url):
    found, said = run(files, backend, server=postgres_url if backend == "postgres" else "")
    assert list(found) == ["q1", "q2", "b"]
    assert found["q1"][0] == found["q2"][0] == "a"
    assert "b" not in found["b"]
    for words in ("4 ideas brought in", "words indexed", "encoding 8 texts", "CPU per query: p50", "MB at most", "hit@1 0.6667"):
        assert any(words in line for line in said), words
    assert any("in PostgreSQL" in line for line in said) is (backend == "postgres")


def test_without_labels_no_share_is_printed_and_the_answers_are_the_same(files):
    labelled, _ = run(files)
    write_queries(files / "queries.jsonl", labelled=False)
    plain, said = run(files)
    assert plain == labelled
    assert not any("hit@" in line for line in said)


def test_vectors_are_made_once(files):
    run(files)
    size = (files / "cache" / "sentences-1.bin").stat().st_size
    assert size == 8 * ENTRY
    _, said = run(files)
    assert any("encoding 0 texts" in line for line in said)
    assert (files / "cache" / "sentences-1.bin").stat().st_size == size


def test_less_of_a_query_is_asked_when_told_so(files):
    task = Task(files, files, "whoosh", files, words=2)
    assert task.asked({"title": "swap shifts without", "body": "a body"}) == ("swap shifts", "")
    assert Task(files, files, "whoosh", files, with_body=True).asked({"title": "swap", "body": "a body"}) == ("swap", "a body")


def test_a_file_cut_off_half_way_is_read_as_far_as_it_goes_and_mended(tmp_path):
    cache = VectorCache(tmp_path)
    first = cache(["one", "two"])
    assert (first == packed(["one", "two"])).all()
    with (tmp_path / "sentences-1.bin").open("ab") as file:
        file.write(b"half an entry")
    again = VectorCache(tmp_path)
    assert "one" in again
    assert "three" not in again
    third = again(["three", "one"])
    assert (tmp_path / "sentences-1.bin").stat().st_size == 3 * ENTRY
    assert (VectorCache(tmp_path)(["three", "one"]) == third).all()


def test_the_score_is_that_of_the_first_true_answer(tmp_path):
    run_file = tmp_path / "run.jsonl"
    run_file.write_text('{"query_id": "x", "ranked_ids": ["1", "2", "3", "4"]}\n{"query_id": "y", "ranked_ids": []}\n')
    said = score([{"id": "x", "relevant_ids": ["3", "4"]}, {"id": "y", "relevant_ids": ["1"]}], run_file)
    assert said == "hit@1 0.0000 hit@3 0.5000 hit@5 0.5000 hit@10 0.5000 mrr 0.1667"


def test_the_command_needs_its_files_and_says_what_it_reads(files, monkeypatch):
    assert CliRunner().invoke(heed, ["bench", "similar"]).exit_code == 2
    told = []
    monkeypatch.setattr("community.bench.commands.bench_similar", lambda task, say: told.append(task))
    wanted = ["--corpus", files / "corpus.jsonl.gz", "--queries", files / "queries.jsonl", "--out", files / "run.jsonl", "--words", "5"]
    result = CliRunner().invoke(heed, ["bench", "similar", *map(str, wanted)])
    assert result.exit_code == 0, result.output
    assert (told[0].words, told[0].backend, told[0].with_body) == (5, "whoosh", False)
    said = re.sub(r"\s+", " ", CliRunner().invoke(heed, ["bench", "similar", "--help"]).output)
    assert "read only after the last answer is written" in said
    assert similar.ANSWERS == 10
