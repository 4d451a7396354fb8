"""The fixed cast: the same people in every test."""

from dataclasses import dataclass

from community.accounts.rules import Role


@dataclass(frozen=True)
class Part:
    key: str
    name: str
    email: str
    role: Role = Role.CUSTOMER
    organisation: str = ""
    title: str = ""


ADA = Part("ada", "Ada Okoro", "ada@brannocs.example", organisation="brannocs", title="Rota planner")
BEN = Part("ben", "Ben Talbot", "ben@ostara.example", organisation="ostara", title="Café owner")
CLEO = Part("cleo", "Cleo Marsh", "cleo@elsewhere.example")
MARTA = Part("marta", "Marta Lindqvist", "marta@hourfold.example", Role.PRODUCT_MANAGER, title="Product lead for shifts")
DEV = Part("dev", "Dev Rao", "dev@hourfold.example", Role.PRODUCT_MANAGER, title="Product manager")
OWEN = Part("owen", "Owen Pryce", "owen@hourfold.example", Role.MANAGER, title="Head of product")
DORA = Part("dora", "Dora Klein", "dora@hourfold.example", Role.MANAGER, title="Director")
MO = Part("mo", "Mo Farah-Lind", "mo@hourfold.example", Role.MODERATOR, title="Community moderator")
SAM = Part("sam", "Sam Ito", "sam@hourfold.example", Role.STAFF, title="Support")
ROOT = Part("root", "Ruth Adeyemi", "ruth@hourfold.example", Role.ADMINISTRATOR, title="Administrator")

EVERYONE = (ADA, BEN, CLEO, MARTA, DEV, OWEN, DORA, MO, SAM, ROOT)

ORGANISATIONS = {"brannocs": "St Brannoc's Hospital", "ostara": "Café Ostara"}
