from datetime import time

import pytest

from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.config import Config, OfficeHours, build


def built(text: str) -> tuple[Config, list[str]]:
    config, problems = build(read_document("config.yaml", text))
    return config, [f"{each.line}:{each.column} {each.rule} {each.message}" for each in problems]


GOOD: list[tuple[str, Config]] = [
    ("", Config()),
    ("# nothing\n", Config()),
    ("currency:\ncountry: ~\nwe:\nignore:\noffice_hours:\n", Config()),
    ("currency: eur\n", Config(currency="EUR")),
    ("country: NO\n", Config(country="NO")),
    ("timezone: Europe/Berlin\n", Config(timezone="Europe/Berlin")),
    ("timezone:\n", Config()),
    ("we: Studio Nord\n", Config(we=("Studio Nord",))),
    ("share: [hours, status]\n", Config(share=("status", "hours"))),
    ("share: dates\n", Config(share=("dates",))),
    ("share: []\n", Config(share=())),
    ("share:\n", Config(share=())),
    ("we: [Ada, 5]\n", Config(we=("Ada", "5"))),
    ("ignore:\n  - Templates/\n  - '*.draft.md'\n", Config(ignore=("Templates/", "*.draft.md"))),
    (
        "office_hours: {days: mon-thu, from: 8:30, to: 16:00}\n",
        Config(office_hours=OfficeHours((0, 1, 2, 3), time(8, 30), time(16))),
    ),
    (
        'office_hours:\n  days: [Sat-Mon, wed]\n  to: "23:59"\n',
        Config(office_hours=OfficeHours((0, 2, 5, 6), time(9), time(23, 59))),
    ),
]


@pytest.mark.parametrize(("text", "config"), GOOD)
def test_settings(text: str, config: Config) -> None:
    assert built(text) == (config, [])


def test_no_file_gives_the_defaults() -> None:
    assert build(None) == (Config(), ())


# What is wrong, where, and what counts all the same.
MISTAKES: list[tuple[str, str, str, Config]] = [
    ("- a\n", "1:1", "the file must be a mapping", Config()),
    ("curency: EUR\n", "1:1", "Did you mean 'currency'?", Config()),
    ("currency: Euros\nwe: [x]\n", "1:11", "no code of 3 letters such as EUR", Config(we=("x",))),
    ("currency: [EUR]\n", "1:11", "a code must be one word or text", Config()),
    ("country: Germany\n", "1:10", "no code of 2 letters such as DE", Config()),
    ("country: Ä1\n", "1:10", "no code of 2 letters such as DE", Config()),
    ("timezone: Europe/Berlim\n", "1:11", "Did you mean 'Europe/Berlin'?", Config()),
    ("timezone: CET+1\n", "1:11", "'CET+1' is no time zone such as Europe/Berlin", Config()),
    ("timezone: ../../etc/passwd\n", "1:11", "is no time zone", Config()),
    ("timezone: [UTC]\n", "1:11", "a time zone must be one word or text", Config()),
    ("share: [status, invoce]\n", "1:17", "Did you mean 'invoices'?", Config(share=("status",))),
    ("share: {status: true}\n", "1:8", "is one word", Config(share=())),
    ("we: {a: b}\n", "1:5", "we must be a list", Config()),
    ("ignore: [[a], b]\n", "1:10", "ignore must be one word or text", Config(ignore=("b",))),
    ("office_hours: 9-17\n", "1:15", "office_hours must be a mapping", Config()),
    ("office_hours: {form: 9:00}\n", "1:16", "Did you mean 'from'?", Config()),
    ("office_hours: {from: 25:00}\n", "1:22", 'a time is written as "09:00"', Config()),
    ("office_hours: {from: 9}\n", "1:22", 'a time is written as "09:00"', Config()),
    ("office_hours: {to: 24:00}\n", "1:20", 'a time is written as "09:00"', Config()),
    (
        "office_hours: {days: mon, from: 18:00}\n",
        "1:15",
        "closes before it opens",
        Config(office_hours=OfficeHours((0,))),
    ),
    (
        "office_hours: {days: [monday, tue]}\n",
        "1:23",
        "'monday' names no days",
        Config(office_hours=OfficeHours((1,))),
    ),
    ("office_hours: {days: mon-}\n", "1:22", "'mon-' names no days", Config()),
    ("we: [a]\nwe: [b]\n", "2:1", "'we' is there twice, first on line 1", Config(we=("a",))),
    ("office_hours: {to: 18:00, to: 19:00}\n", "1:27", "'to' is there twice",
     Config(office_hours=OfficeHours(closes=time(18)))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "part", "config"), MISTAKES)
def test_what_is_wrong_is_left_out(text: str, place: str, part: str, config: Config) -> None:
    found, problems = built(text)
    assert found == config
    assert len(problems) == 1
    assert problems[0].startswith(f"{place} ")
    assert part in problems[0]
