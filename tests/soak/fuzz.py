"""Mutated notes: reading them never fails, every finding has its place in the note, and a change to
one (fixes, a property, a line) changes what was meant and nothing else, or is refused.

    python tests/soak/fuzz.py [--notes 100000] [--seed 1] [--every 10] [--folder example-vault]

Takes a folder's notes, as they are first, then cuts, doubles, swaps and replaces parts of them, by
dice that fall the same for the same seed. Fixes are made in every note that has some, the other
changes in every tenth. Ends with 1, and the first such note, if one is not held."""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import editing

from vaultcrm.model import Note
from vaultcrm.reading.note import read_note
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build
from vaultcrm.writing.fixes import can_mend

ROOT = Path(__file__).resolve().parents[2]
PATH = "clients/Note.md"
LONGEST = 2.0  # seconds to read one note
LARGEST = 200_000  # bytes
_PIECES = re.compile(rb"\w+|\s+|[^\w\s]+")
ODD = tuple(
    each.encode("utf-8", "surrogatepass")
    for each in (
        *"\t:#-[]{}&*!|>'\"%@`,?~\\/()<>$=+",
        *("---\n", "...\n", "\r", "\r\n", "\n\n", "\x00", "\x0b", "\ufeff", "\u2028", "\ud800"),
        *("[[", "]]", "![[", "%%", "<!--", "-->", "```", "~~~", "$$", "- [ ] ", "- [x] ", "> "),
        *("📅 2026-02-30", "⏳", "🔁 every day", "[due:: ", "(due:: ", "::", "2026-11-23", "00:61"),
        *("key: [", "key: |\n", "key: &a", "<<: *a", "? ", "yes", "012", "1e3", "0x1F", "é", "日"),
    )
)


# Lines with something to mend.
MISTAKES = tuple(
    f"{each}\n".encode()
    for each in (
        *("type: Client", "status: actve", "status: Active", "owner: NO", "x: 1.10", "y: 012"),
        *("client: [[Acme]]", "referred_by: [[A, B]] # x", "aliases: [[[A]], “b”]", "tags: a, #b"),
        *("tags: 'x # y'", "cadense: 14d", "cadense: NO", "title: “Acme”", "owner: x\nowner: x"),
        *(
            "2026: x",
            "aliases:\n  - NO\n  - 007",
            "...",
            "\u00a0owner: x",
            "em\u200bail: a@b.example",
        ),
        *("owner: &a x\ny: *a", "owner: &a NO\ny: *a", "owner: x\n  y", "owner: # x", "{a: b}"),
        *("- [ ] x [likelihood:: High]", "- [ ] y [likelyhood:: low]", "## Risks"),
    )
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=ROOT / "example-vault")
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    schema, _ = build(shipped_types())
    sources = [file.read_bytes() for file in notes_in(arguments.folder)]
    mutants = (mutated(sources, dice) for _ in range(arguments.notes))
    outcomes: Counter[str] = Counter()
    slowest, number = 0.0, 0
    for number, data in enumerate(chain(sources, mutants), 1):
        started = time.monotonic()
        try:
            note = read_note(PATH, data, schema, "EUR")
            seconds = time.monotonic() - started
            if any(can_mend(each, unsafe=True) for each in note.problems):
                outcomes.update(editing.fixes(PATH, data, schema))
            if number % arguments.every == 0:
                outcomes.update(editing.changes(PATH, data, schema, dice))
        except Exception as error:
            return _told(number, data, repr(error))
        slowest = max(slowest, seconds)
        fault = f"took {seconds:.1f} s" if seconds > LONGEST else _fault(note, data)
        if fault:
            return _told(number, data, fault)
        outcomes["read" if note.readable else "not readable"] += 1
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8} {outcome}")
    print(f"{number:8} notes, the slowest was read in {slowest * 1000:.0f} ms")
    return 0


def notes_in(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*.md")):
        if file.is_file() and not file.is_symlink() and 0 < file.stat().st_size <= LARGEST:
            yield file


def mutated(sources: Sequence[bytes], dice: random.Random) -> bytes:
    """A note with one to eight changes, most of them in its first lines."""
    pieces = _PIECES.findall(dice.choice(sources))
    for _ in range(dice.choice((1, 1, 1, 2, 3, 4, 6, 8))):
        near = dice.random() < 0.6
        at = dice.randrange(min(len(pieces), 80) if near else len(pieces)) if pieces else 0
        match dice.randrange(8):
            case 0:
                del pieces[at : at + dice.choice((1, 1, 2, 10))]
            case 1:
                pieces.insert(at, dice.choice(ODD))
            case 2:
                pieces[at : at + 1] = [dice.choice(ODD)]
            case 3:
                pieces[at:at] = pieces[at : at + dice.choice((1, 3, 20))] * dice.choice((1, 2, 50))
            case 4:
                pieces.insert(at, dice.choice(dice.choice(sources).split(b"\n")))
            case 5:
                pieces.insert(at, bytes([dice.randrange(256)]))
            case 6 | 7:
                while at < len(pieces) and b"\n" not in pieces[at - 1]:
                    at += 1
                pieces.insert(at, dice.choice(MISTAKES))
    return b"".join(pieces)


def _fault(note: Note, data: bytes) -> str:
    if not note.readable and not note.problems:
        return "refused without a reason"
    lines = len(re.findall(rb"\r\n|\n|\r", data)) + 1
    for problem in note.problems:
        if not (1 <= problem.line <= problem.end_line <= lines and problem.column >= 1):
            return f"{problem.rule} is found at {problem.line}:{problem.column} of {lines} lines"
    for line in note.lines:
        if not 1 <= line.line <= lines:
            return f"a line of {line.kind} stands at {line.line} of {lines}"
    return ""


def _told(number: int, data: bytes, fault: str) -> int:
    print(f"note {number}: {fault}\n{data!r}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
