"""`heed bench export`: everybody of a large made-up community as CSV and as JSON Lines, with the time and the memory it takes."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing import get_context

from community import clock, create_app, schema
from community.bench.database import fresh_database
from community.bench.generate import Generator, Size
from community.config import load_settings
from community.crm.exporting import FORMATS
from community.db import db, writing

MOST_SECONDS, MOST_MEGABYTES = 60, 200
"""What 100,000 people may take on a machine that does nothing else."""
READ = 1 << 20


def bench_export(people: int, database: str, say: Callable[[str], None]) -> list[str]:
    """What does not hold; nothing when all does. The command itself is measured, in a process of its own."""
    with fresh_database(database) as environ:
        made = get_context("spawn").Process(target=_generate, args=(people, environ))
        made.start()
        made.join()
        say(f"{people} people are there")
        return [problem for form in FORMATS for problem in _judge(form, people, environ, say)]


def _generate(people: int, environ: dict[str, str]) -> None:
    """In a process of its own: what is measured begins as large as the process that starts it."""
    size = Size(ideas=people // 10, votes=people * 3, people=people, comments=people // 5)
    with create_app(load_settings(environ)).app_context():
        schema.upgrade()
        with writing() as session:
            Generator(size, clock.now()).write(session)
        db.session.remove()
        db.engine.dispose()


def _judge(form: str, people: int, environ: Mapping[str, str], say: Callable[[str], None]) -> list[str]:
    rows, size, seconds, used = _take(form, environ)
    rows -= form == "csv"
    megabytes, worked = used.ru_maxrss / 1000, used.ru_utime + used.ru_stime
    say(f"{form}: {rows} rows, {size / 1e6:.1f} MB in {seconds:.1f} s ({worked:.1f} s of CPU), {megabytes:.0f} MB resident at most")
    wrong = {
        f"{form}: {rows} rows of {people - 1}": rows != people - 1, f"{form}: {seconds:.1f} s": seconds > MOST_SECONDS * people / 100_000,
        f"{form}: {megabytes:.0f} MB": megabytes > MOST_MEGABYTES,
    }
    return [problem for problem, found in wrong.items() if found]


def _take(form: str, environ: Mapping[str, str]) -> tuple[int, int, float, resource.struct_rusage]:
    """Lines, bytes, seconds and what the kernel says the process used."""
    command = [sys.executable, "-m", "community.cli", "crm", "export", "people", "--format", form]
    started, lines, size = time.monotonic(), 0, 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **environ})
    assert process.stdout is not None
    while piece := process.stdout.read(READ):
        lines, size = lines + piece.count(b"\n"), size + len(piece)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    return lines, size, time.monotonic() - started, used
