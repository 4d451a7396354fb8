"""Who is looking or acting: one small row, read once a request, passed to every query and action."""

from dataclasses import dataclass
from datetime import datetime

from community.accounts import rules
from community.accounts.models import Person
from community.accounts.rules import PersonState, Role


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, or the visitor (`id` None). The name Flask-Login asks for are kept with it."""

    id: int | None = None
    name: str = ""
    role: str = Role.CUSTOMER
    state: str = PersonState.ACTIVE
    organisation_id: int | None = None
    locale: str = "en"
    zone: str = ""
    email: str = ""
    session_token: str = ""
    session_id: int | None = None
    joined_at: datetime | None = None
    mail_suspended: bool = False

    @classmethod
    def of(cls, person: Person) -> "Viewer":
        return cls(
            id=person.id, name=person.name, role=person.role, state=person.state,
            organisation_id=person.organisation_id, locale=person.locale, zone=person.zone,
            email=person.email or "", joined_at=person.joined_at, mail_suspended=person.mail_suspended_at is not None,
        )

    @property
    def signed_in(self) -> bool:
        return self.id is not None

    @property
    def is_staff(self) -> bool:
        return self.signed_in and rules.is_staff(self.role)

    @property
    def may_answer(self) -> bool:
        return self.signed_in and rules.may_answer(self.role)

    @property
    def may_merge(self) -> bool:
        return self.signed_in and rules.may_merge(self.role)

    @property
    def may_moderate(self) -> bool:
        return self.signed_in and rules.may_moderate(self.role)

    @property
    def may_administer(self) -> bool:
        return self.signed_in and rules.may_administer(self.role)

    @property
    def initials(self) -> str:
        return rules.initials(self.name)

    @property
    def is_authenticated(self) -> bool:
        return self.signed_in

    @property
    def is_active(self) -> bool:
        return self.state == PersonState.ACTIVE

    @property
    def is_anonymous(self) -> bool:
        return not self.signed_in

    def get_id(self) -> str:
        return self.session_token


VISITOR = Viewer()
