"""The fixed world of the cases: Monday 2026-11-23, 10:30, in a project note of a small vault.

The record is `projects/Acme Website.md`; `this` is `clients/Acme Corp.md`. A link is found by its
path, with or without `.md`, or by its name, whatever the case.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.expressions.scope import World
from vaultcrm.model import Duration, Link, Money, Ref, Value

NOW = datetime(2026, 11, 23, 10, 30)
PATH = "projects/Acme Website.md"
THIS = "clients/Acme Corp.md"

PROPERTIES: Mapping[str, Value] = {
    "type": "project",
    "name": "Acme Website",
    "status": "active",
    "description": "A new site",
    "price": Decimal("2.5"),
    "quantity": 4,
    "age": 5,
    "tax": Decimal("0.5"),
    "discount": 1,
    "part": 1,
    "whole": 4,
    "radius": 2,
    "impact": 3,
    "urgency": 4,
    "effort": 2,
    "monthlyUses": 10,
    "zero": 0,
    "blank": "",
    "nothing": None,
    "no": (),
    "date": date(2024, 12, 31),
    "datetime": datetime(2026, 11, 20, 14, 5),
    "property": {"subprop": "below"},
    "list_property": ("first", "second"),
    "completed": False,
    "urgent": True,
    "important": False,
    "isModified": True,
    "first_name": "Dana",
    "last_name": "Fox",
    "due": date(2026, 12, 1),
    "due_date": date(2026, 11, 20),
    "start_date": date(2026, 11, 2),
    "met": datetime(2026, 11, 20, 14, 5, 9, 250_000),
    "due_text": "2026-12-01",
    "client": Link("Acme Corp"),
    "contact": Link("people/Dana Fox", "", "Dana"),
    "stranger": Link("Nobody Known"),
    "author": Link("Acme Corp", "History"),
    "authors": (Link("Dana Fox"), Link("Acme Corp"), Link("Nobody Known")),
    "tags": ("urgent", "work/web"),
    "tasks": ("draw", "build", "test"),
    "scores": (3, 1, 2),
    "mixed": (1, "two", None, Decimal("3.5")),
    "nested": {"a": 1, "b": {"c": "deep"}, "space key": 2},
    "empty_object": {},
    "fee": Money(Decimal(12000), "EUR"),
    "rate": Money(Decimal("95.50"), "EUR"),
    "dollars": Money(Decimal(100), "USD"),
    "cadence": Duration("14d", days=14),
    "reply_within": Duration("1bd", business_days=1),
    "space key": "spaced",
    "straße": "Unter den Linden",
    "image": "logo.png",
}
VALUES: Value = (1, 2, 2)  # of a column that is summed up
FORMULAS: Mapping[str, Value] = {
    "price_per_unit": Decimal("0.625"),
    "ppu": Decimal("0.5"),
    "Owned": Decimal("3.6"),
    "formatted_price": "2.50 dollars",
    "x y": "odd",
}
FACTS: Mapping[str, Value] = {
    "revenue": (Money(Decimal(5000), "EUR"), Money(Decimal(700), "USD")),
    "outstanding": (Money(Decimal(1500), "EUR"),),
    "paid": (),
    "last_contact": date(2026, 11, 9),
    "days_since_contact": 14,
    "odd name": 1,
}
FILES: Mapping[str, Mapping[str, Value]] = {
    PATH: {
        "size": 2048,
        "ctime": datetime(2026, 9, 1, 9, 0),
        "mtime": datetime(2026, 11, 20, 10, 30),
        "tags": ("urgent", "work/web"),
        "links": (Ref("Acme Corp", THIS), Ref("Dana Fox", "people/Dana Fox.md")),
        "embeds": (Ref("logo.png", "files/logo.png"),),
        "backlinks": (Ref("Kickoff", "meetings/2026/Kickoff.md"),),
        "properties": PROPERTIES,
    },
    THIS: {
        "size": 512,
        "ctime": datetime(2026, 1, 5, 8, 0),
        "mtime": datetime(2026, 10, 1, 12, 0),
        "tags": ("client",),
        "links": (),
        "embeds": (),
        "backlinks": (Ref("Acme Website", PATH),),
        "properties": {"type": "client", "status": "active", "since": date(2024, 5, 1)},
    },
    "people/Dana Fox.md": {
        "size": 100,
        "links": (Ref("Acme Corp", THIS),),
        "tags": (),
        "embeds": (),
        "backlinks": (),
        "properties": {"type": "person", "client": Link("Acme Corp")},
    },
    "meetings/2026/Kickoff.md": {
        "size": 300,
        "links": (Ref("Acme Website", PATH),),
        "tags": (),
        "properties": {},
    },
    "Inbox.md": {"size": 0, "links": (), "tags": (), "properties": {}},
    "files/logo.png": {"size": 9000},
}


def resolve(target: str, source: str) -> str:
    """The file that a link leads to; '' if none."""
    wanted = target.casefold().removesuffix(".md")
    for path in FILES:
        stem = path.casefold().removesuffix(".md")
        if wanted in (stem, stem.rpartition("/")[2]):
            return path
    return ""


def detail(path: str, name: str) -> Value:
    return FILES.get(path, {}).get(name)


class Record(NamedTuple):
    """A scope (see scope.py) whose names are looked up in mappings."""

    world: World = World(NOW, resolve, detail, lambda: 0.25)
    path: str = PATH
    this: str = THIS
    properties: Mapping[str, Value] = PROPERTIES

    def bare(self, name: str) -> Value:
        return self.properties.get(name)

    def note(self, name: str) -> Value:
        return self.properties.get(name)

    def formula(self, name: str) -> Value:
        return FORMULAS.get(name)

    def fact(self, name: str) -> Value:
        return FACTS.get(name)
