"""`heed values`: what help is worth, proved."""

import sys

import click

from community import clock, create_app
from community.advocates.actions_values import compute, refresh_values
from community.advocates.models_values import PersonValue
from community.advocates.queries_worth import kept_figures, terms_today
from community.db import reading, writing


@click.command("values")
@click.option("--person", "person_id", type=int, help="One person, line by line.")
@click.option("--refresh", is_flag=True, help="Compute everybody's figures anew first.")
def values(person_id: int | None, refresh: bool) -> None:
    """Compute figures of value once more from the rows alone, and compare; exit 1 when one differs."""
    with create_app().app_context():
        if refresh:
            with writing():
                click.echo(f"{refresh_values(clock.now())} people's figures changed.")
        with reading():
            terms, kept = terms_today(), kept_figures()
            again = compute(terms, clock.now()) if terms else {}
    wrong = [number for number in sorted(kept.keys() | again.keys()) if _said(kept.get(number)) != _said(again.get(number))]
    for number in wrong if person_id is None else [person_id]:
        click.echo(f"person {number}: kept {_said(kept.get(number))}, computed {_said(again.get(number))}")
    click.echo(f"{len(kept)} people, {len(wrong)} differ.")
    sys.exit(1 if wrong else 0)


def _said(row: PersonValue | None) -> str:
    if row is None:
        return "nothing"
    return f"CRV {row.crv} CIV {row.civ} CKV {row.ckv} {row.currency} (terms {row.terms_id}, {row.formula}, as of {row.as_of}) {row.lines}"
