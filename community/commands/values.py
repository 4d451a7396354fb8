"""`heed values`: what help is worth, proved."""

import sys

import click

from community import clock, create_app
from community.advocates.actions_values import compute, refresh_values
from community.advocates.models_values import PersonValue
from community.advocates.queries_worth import kept_figures, terms_today
from community.db import reading, writing


@click.command("values")
@click.option("--person", "person_id", type=int, metavar="ID", help="One person alone, line by line, by the number in the address of their page.")
@click.option("--refresh", is_flag=True, help="Bring everybody's figures up to date first, as happens each hour.")
def values(person_id: int | None, refresh: bool) -> None:
    """Compute figures of value once more from the rows alone, and compare; exit 1 when one differs. Money is in minor units."""
    with create_app().app_context():
        if refresh:
            with writing():
                click.echo(f"{refresh_values(clock.now())} people's figures changed.")
        with reading():
            sys.exit(_prove(person_id))


def _prove(person_id: int | None) -> int:
    """Say what differs; 1 when something does."""
    terms, kept = terms_today(), kept_figures()
    again = compute(terms, clock.now()) if terms else {}
    if terms is None:
        click.echo("Nothing says by what value is computed: an administrator does at /admin/value.")
    if person_id is not None:
        return _tell_one(person_id, kept.get(person_id), again.get(person_id))
    wrong = [number for number in sorted(kept.keys() | again.keys()) if _said(kept.get(number)) != _said(again.get(number))]
    for number in wrong:
        _tell_difference(number, kept.get(number), again.get(number))
    click.echo(f"{len(kept)} people, {len(wrong)} differ.")
    return 1 if wrong else 0


def _tell_one(person_id: int, kept: PersonValue | None, again: PersonValue | None) -> int:
    """One person's figures with what they come from; 1 where they differ."""
    differs = _said(kept) != _said(again)
    if differs:
        _tell_difference(person_id, kept, again)
    else:
        click.echo(f"person {person_id}: {_figures(again)}")
    for kind, lines in (again.lines if again else {}).items():
        for line in lines:
            click.echo(f"  {kind}: " + ", ".join(f"{name} {value}" for name, value in line.items()))
    return int(differs)


def _tell_difference(person_id: int, kept: PersonValue | None, again: PersonValue | None) -> None:
    by_lines = ", from other lines" if _figures(kept) == _figures(again) else ""
    click.echo(f"person {person_id}: kept {_figures(kept)}, computed {_figures(again)}{by_lines}")


def _figures(row: PersonValue | None) -> str:
    if row is None:
        return "nothing"
    return f"CRV {row.crv} CIV {row.civ} CKV {row.ckv} {row.currency} (terms {row.terms_id}, {row.formula}, as of {row.as_of})"


def _said(row: PersonValue | None) -> str:
    return f"{_figures(row)} {row.lines if row else {}}"
