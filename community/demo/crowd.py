"""Who of the demo's customers asks, votes and comments: people of the same trade and language find each other."""

import re
from dataclasses import dataclass
from random import Random

from community.bulk import Row

ENGLISH = "en"
FOREIGN = {
    "fr": {"saint-amable", "papier-blanc", "fromagerie-nord"},
    "de": {"linden-klinik", "abendstern", "menzel", "tramlink-mersel"},
    "es": {"mirador", "costa-clara"},
    "it": {"nonnarosa", "belriva"},
    "nl": {"drie-linden", "zorghof", "havendok"},
}
"""Organisations whose people write in their own language, by language."""

SMALL_WORDS = {
    "fr": "le la les des une est pas nous sur pour dans vous que avec qui je il on au ne du mon plus chez sans ça l d nos ont tout à",
    "de": "der die das und ist nicht wir ein eine für mit auf bei den dem sich auch ich im nur wenn man es uns von",
    "es": "el la los las una que por con para es en del se hay yo mi lo como más pero cuando nos al hora",
    "it": "il la gli che non per una con di è sono si da mi ho del della nel anche chi ma quando le noi lo",
    "nl": "de het een en van niet wij voor met op dat is te zijn ook die je maar wat bij ons aan er om nu",
}
LEAST_SHARE = 0.17
TRADES = {
    "Hospitals": "ward wards nurse nurses nursing hospital theatre theatres matron patient trust icu doctors surgery sister porter porters "
    "physiotherapists band substantive supernumerary a&e infirmary hcas",
    "Cafés and restaurants": "café cafés barista baristas kitchen chef grill tips tronc waiter bar bars restaurant croissants bakery "
    "counter pastries ice banqueting pizza tables tray",
    "Care homes": "residents resident carers carer care unit willow cedar families sleep-ins hospice home homes supported",
    "Hotels": "hotel hotels housekeeping reception rooms room hostel guests camareras ballroom spa wardens lido",
    "Warehouses": "warehouse sorting forklift pickers pick pallet dock loading reach-truck shift-lead lager entrepôt sorteerhal stock cold",
    "Schools": "school schools term teacher lessons pupils nursery primary college half-term lunchtime",
    "Transit": "bus buses driver drivers tram ferry ferries depot layover route crossing watch lock-keepers airport rail spreadover",
    "Retail": "till tills shop shops store stocktake retail pharmacists counter christmas saturday branch",
}


@dataclass(frozen=True)
class Customer:
    """A person with what decides where they turn up. `eagerness` weighs how often they vote."""

    row: Row
    organisation: str
    trade: str
    language: str
    eagerness: float


def language_of(text: str) -> str:
    """One of FOREIGN's languages when its small words make up the text, else English."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = {code: [word for word in words if word in known.split()] for code, known in SMALL_WORDS.items()}
    code, found = max(hits.items(), key=lambda item: len(item[1]))
    return code if len(set(found)) > 1 and len(found) >= LEAST_SHARE * len(words) else ENGLISH


def trade_of(text: str) -> str:
    """The trade whose words are in the text, "" when none is."""
    words = re.findall(r"[\w&-]+", text.casefold())
    hits = {trade: sum(word in known.split() for word in words) for trade, known in TRADES.items()}
    trade, most = max(hits.items(), key=lambda item: item[1])
    return trade if most else ""


class Crowd:
    """Draws people by the loader's own random source, so that each load is the same."""

    def __init__(self, customers: list[Customer], random: Random) -> None:
        self.customers = customers
        self.random = random

    def one(self, text: str, trade: str, but: set[int]) -> Customer:
        """Somebody who could have written this: of the trade and language it shows, and none of `but` (ids)."""
        language, own_trade = language_of(text), trade_of(text)
        free = [each for each in self.customers if each.row["id"] not in but]
        fitting = [each for each in free if each.language == language] or free
        fitting = [each for each in fitting if each.trade == own_trade] or fitting
        return self._draw(1, fitting, trade)[0]

    def quiet_one(self, but: set[int]) -> Customer:
        """One of those who seldom say anything."""
        free = [each for each in self.customers if each.row["id"] not in but]
        return self.random.choice(sorted(free, key=lambda each: each.eagerness)[:40])

    def some(self, count: int, trade: str, but: set[int]) -> list[Customer]:
        """Up to `count` different people, likelier those of the trade and those who are eager."""
        return self._draw(count, [each for each in self.customers if each.row["id"] not in but], trade)

    def _draw(self, count: int, free: list[Customer], trade: str) -> list[Customer]:
        """Weighted sampling without replacement: the largest values of random ** (1 / weight).

        Source: P. S. Efraimidis and P. G. Spirakis, "Weighted random sampling with a reservoir", IPL 97 (2006),
        181-185.
        """
        keyed = [(self.random.random() ** (1 / self._weight(each, trade)), each) for each in free]
        keyed.sort(key=lambda pair: -pair[0])
        return [each for _, each in keyed[:count]]

    def _weight(self, customer: Customer, trade: str) -> float:
        return customer.eagerness * (4 if customer.trade == trade else 1)
