"""What the demo's administrator took in from the CRM: files of which one waits, and what the CRM says otherwise than is known."""

from datetime import datetime

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.crm.actions_in import ACCOUNTS, CONTACTS, Looker, take_read
from community.crm.actions_uploads import add_upload, apply_upload, end_upload, map_columns, note_progress
from community.crm.models_in import Upload
from community.crm.rules_cells import guess
from community.db import db
from community.events import Event
from community.imports.intake import Tally, batches
from community.imports.reading import columns_of, rows_of

RENEWALS = """\
Account ID,Account name,Website,ARR,Currency,Segment,Account owner,Renewal date,Sites
brannocs,St Brannoc's Hospital,brannocs.example,86400.00,GBP,Hospitals,Jun Takeda,,4
severnside,Severnside University Hospitals,severnside.example,310000.00,GBP,Hospitals,Jun Takeda,,11
larkfield,Larkfield Care Homes,larkfield.example,,,Care homes,Jun Takeda,,9
brannocs-pharmacy,St Brannoc's Pharmacy,brannocs.example,9600.00,GBP,Hospitals,Jun Takeda,,1
"""
"""One account more than there is: the pharmacy writes from the hospital's domain."""

PEOPLE = """\
Contact ID,Email,Full name,Job title,Company ID
C-4100,ines@brannocs.example,Inês Carvalho,Rota planner,brannocs
C-4102,rhodri.anwyl@brannocs.example,Rhodri Anwyl,Senior charge nurse,brannocs
C-9007,imran@brannocs.example,Imran Sheikh,E-rostering lead,brannocs
"""
"""One who uses another address here, and one whom the CRM has twice."""

EXPECTED = """\
Account ID,Account name,Website,ARR,Currency,Segment,Account owner,Renewal date,Notes
copperkettle,The Copper Kettle Tea Rooms,copperkettle.example,1320.00,GBP,Cafés and restaurants,Jun Takeda,2027-11-10,Second room from May
drie-linden,Brasserie De Drie Linden,drielinden.example,"2.400,00",EUR,Cafés and restaurants,Jun Takeda,2027-03-01,
mirador,Grupo Mirador Restauración,mirador.example,5200.00,EUR,Cafés and restaurants,Jun Takeda,31/02/2027,
tandoor-lane,Tandoor Lane,tandoorlane.example,2100.00,GBP,Cafés and restaurants,Jun Takeda,2027-06-01,
tandoor-lane,Tandoor Lane Express,tandoorlane.example,900.00,GBP,Cafés and restaurants,Jun Takeda,2027-06-01,
"""
"""Rows that cannot be used stand between those that can."""


def take_in(now: datetime) -> None:
    """In the transaction that wrote the community, by the steps of the worker; nothing is left for it but what is yet to be pressed."""
    administrator = Viewer.of(db.session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id).limit(1)).one())
    for what, name, text in ((ACCOUNTS, "accounts-renewals.csv", RENEWALS), (CONTACTS, "contacts-hospitals.csv", PEOPLE)):
        _write(administrator, _look(administrator, what, name, text, now), now)
    _look(administrator, ACCOUNTS, "accounts-cafes.csv", EXPECTED, now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _look(actor: Viewer, what: str, name: str, text: str, now: datetime) -> Upload:
    content = text.encode()
    row = add_upload(actor, what, name, content, guess(what, columns_of(content)), now=now)
    map_columns(row, row.mapping)
    tally, looker = Tally(), Looker(what)
    for batch in batches(what, rows_of(content), row.mapping):
        tally.add([number for number, _ in batch], looker.look([said for _, said in batch]))
    note_progress(row, tally.kept(), tally.read, looked=True)
    row.state = "ready"
    return row


def _write(actor: Viewer, row: Upload, now: datetime) -> None:
    apply_upload(actor, row, now=now)
    tally = Tally()
    for batch in batches(row.what, rows_of(row.content or b""), row.mapping):
        taken = take_read(row.what, [said for _, said in batch], source=f"upload:{row.id}", now=now)
        tally.add([number for number, _ in batch], taken)
    note_progress(row, tally.kept(), tally.read, looked=False)
    end_upload(row, "done", now=now)
