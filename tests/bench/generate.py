"""Writes a vault of realistic notes, the same bytes for the same seed on every machine.

    python tests/bench/generate.py OUT [--notes 10000] [--seed 1]

One note in ten is a client's, one in five a project's, one in twenty a person's, the rest are
meetings: 8 to 20 properties, 30 to 150 lines of body with some 20 links and 16 tasks, about 4.4 KB.
There are some 270 folders to 1,000 notes. 0.5 % of the notes, but at least one of each kind, are
broken; they are printed as `kind path`. Everything else in the vault is in order."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from posixpath import dirname

import phrases
from notes import BROKEN, DAYS, TODAY, Dice, Plan, Spot, Writer

CONFIG = """\
currency: EUR
country: DE
we: [Mara, Jonas, Priya]
ignore: [templates/]
office_hours: {days: [mon-fri], from: "09:00", to: "17:30"}
"""
TYPES = {
    "client": "{industry: text, tax_number: text, newsletter: checkbox}",
    "meeting": "{place: text, minutes: number, billable: checkbox, recording: url}",
    "person": "{language: text, profile: url, met_at: text}",
    "project": "{repository: url, lead_by: text, hourly: checkbox, margin: number}",
}
FEW = 20


def make_plan(notes: int, dice: Dice) -> Plan:
    count = max(1, notes // 10)
    people = max(1, notes // 20)
    projects = notes // 5
    names = [client_name(number) for number in range(count)]
    own: list[list[Spot]] = [[] for _ in names]
    homes = [f"clients/{name[0]}/{name}" for name in names]
    roomy = [dice.roll() < 0.7 for _ in names]  # whose projects have a folder of their own
    spots = []

    def add(type_: str, path: str, client: int, day: int) -> None:
        spots.append(Spot(type_, path, client, day))
        own[client].append(spots[-1])

    for client, name in enumerate(names):
        add("client", f"{homes[client]}/{name}", client, dice.number(0, TODAY - 60))
    for number in range(projects):
        client = number % count
        rounds, turn = divmod(number // count, len(phrases.WORKS))
        work = phrases.WORKS[(turn + client) % len(phrases.WORKS)]
        name = f"{names[client]} {work}" + (f" {rounds + 1}" if rounds else "")
        day = dice.number(0, TODAY)
        folder = f"{homes[client]}/projects" if roomy[client] else f"projects/{DAYS[day][:4]}"
        add("project", f"{folder}/{name}", client, day)
    for number in range(people):
        add("person", f"people/{person_name(number)}", dice.skewed(count), dice.number(0, TODAY))
    taken = set()
    for number in range(notes - len(spots)):
        client = number % count if dice.roll() < 0.5 else dice.skewed(count)
        day = dice.number(0, TODAY)
        subject = dice.pick(phrases.SUBJECTS)
        name = title = f"{DAYS[day]} {names[client]} {subject}"
        turn = 1
        while name in taken:
            turn += 1
            name = f"{title} {turn}"
        taken.add(name)
        add("meeting", f"{homes[client]}/meetings/{name}", client, day)
    return Plan(spots, own, [dice.pick(phrases.LANGUAGES) for _ in names])


def client_name(number: int) -> str:
    return _combined(number, (phrases.FIRST, phrases.TRADES, phrases.FORMS), "{0} {1}{2}")


def person_name(number: int) -> str:
    return _combined(number, (phrases.GIVEN, phrases.FAMILY), "{0} {1}")


def _combined(number: int, words: tuple[Sequence[str], ...], form: str) -> str:
    """The combination of that number, all of them once and well mixed; then with a number."""
    total = 1
    for each in words:
        total *= len(each)
    turn, number = divmod(number, total)
    number = (number * 15_485_863 + 17) % total  # a prime, so that each comes once
    chosen = []
    for each in words:
        number, at = divmod(number, len(each))
        chosen.append(each[at])
    return form.format(*chosen) + (f" {turn + 1}" if turn else "")


def broken_notes(notes: int) -> dict[int, str]:
    """Which notes are broken, and how."""
    count = max(len(BROKEN), notes // 200)
    return {
        (2 * turn + 1) * notes // (2 * count): BROKEN[turn % len(BROKEN)] for turn in range(count)
    }


def write_vault(root: Path, notes: int, seed: int) -> list[tuple[str, str]]:
    """Writes a vault into a folder that is new or empty; gives (kind, path) of what is broken."""
    dice = Dice(seed)
    plan = make_plan(notes, dice)
    writer = Writer(plan, dice)
    broken = broken_notes(notes)
    types = root / ".vaultcrm" / "types"
    types.mkdir(parents=True)
    (root / ".vaultcrm" / "config.yaml").write_bytes(CONFIG.encode())
    for name, fields in TYPES.items():
        (types / f"{name}.yaml").write_bytes(f"type: {name}\nfields: {fields}\n".encode())
    folders = set()
    for number, spot in enumerate(plan.spots):
        file = f"{root}/{spot.path}.md"
        folder = dirname(file)
        if folder not in folders:
            folders.add(folder)
            Path(folder).mkdir(parents=True, exist_ok=True)
        with open(file, "wb") as note:
            note.write(writer.note(spot, broken.get(number, "")).encode())
    return [(kind, f"{plan.spots[number].path}.md") for number, kind in broken.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is new or empty")
    parser.add_argument("--notes", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    chosen = parser.parse_args()
    if chosen.notes < FEW:
        parser.error(f"a vault has at least {FEW} notes")
    if chosen.out.exists() and any(chosen.out.iterdir()):
        parser.error(f"{chosen.out} is not empty")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for kind, path in write_vault(chosen.out, chosen.notes, chosen.seed):
        print(kind, path)


if __name__ == "__main__":
    main()
