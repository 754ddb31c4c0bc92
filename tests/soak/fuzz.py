"""Mutated notes: reading them never fails, and every finding has its place in the note.

    python tests/soak/fuzz.py [--notes 100000] [--seed 1]

Takes the example vault's notes and cuts, doubles, swaps and replaces parts of them, by dice that
fall the same for the same seed. Ends with 1, and the smallest such note, if one is not held."""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from vaultcrm.model import Note
from vaultcrm.reading.note import read_note
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 2.0  # seconds for one note
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    schema, _ = build(shipped_types())
    sources = [file.read_bytes() for file in sorted((ROOT / "example-vault").rglob("*.md"))]
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for number in range(arguments.notes):
        data = mutated(sources, dice)
        started = time.monotonic()
        try:
            note = read_note("clients/Note.md", data, schema, "EUR")
        except Exception as error:
            return _told(number, data, repr(error))
        seconds = time.monotonic() - started
        slowest = max(slowest, seconds)
        fault = f"took {seconds:.1f} s" if seconds > LONGEST else _fault(note, data)
        if fault:
            return _told(number, data, fault)
        outcomes["read" if note.readable else "refused"] += 1
    print(f"{arguments.notes} notes: {dict(outcomes)}, the slowest took {slowest * 1000:.0f} ms")
    return 0


def mutated(sources: Sequence[bytes], dice: random.Random) -> bytes:
    """A note with one to eight changes, most of them in its first lines."""
    pieces = _PIECES.findall(dice.choice(sources))
    for _ in range(dice.randint(1, 8)):
        near = dice.random() < 0.6
        at = dice.randrange(min(len(pieces), 80) if near else len(pieces)) if pieces else 0
        match dice.randrange(6):
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
