"""The public record and the summary beside the lists, brought up to date by the clock."""

from community import clock
from community.db import reading, writing
from community.insights import actions, counting, queries_dialogue, queries_record


def refresh() -> None:
    """Count with no transaction held, then write; answers nothing, so that it is not run again at once."""
    now = clock.now()
    with reading():
        if not queries_record.is_due(now, counting.AGAIN, counting.RESTS):
            return
        found = counting.count(now)
        summary = actions.summary_of(found)
    with writing():
        actions.keep(found, summary)


def count_steps() -> None:
    """Count on which steps the conversations stand, with no transaction held, then write; it takes seconds where there are many."""
    now = clock.now()
    with reading():
        found = queries_dialogue.all_totals()
    with writing():
        actions.keep_dialogue(found, now)
