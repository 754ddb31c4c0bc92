"""A little of the soak in every run of the tests, and hostile notes (`../shared/hostile`, where it
is at hand) with something to mend in them."""

import random
import runpy
from collections import Counter
from collections.abc import Iterator

import editing
import fuzz
import pytest
from running import ROOT

from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build

SCHEMA, _ = build(shipped_types())
GENERATOR = ROOT.parent / "shared" / "hostile" / "hostile.py"
MUTANTS = 120
LARGEST = 20_000  # bytes of a hostile note
# What must have come out at least once, or nothing was shown.
ALL = ("safe fixes: made", "all fixes: made", "property set", "property refused", "removal set")
ALL += ("new property set and removed", "line added", "note refused")


def outcomes(data: bytes, dice: random.Random) -> Iterator[str]:
    yield from editing.fixes(fuzz.PATH, data, SCHEMA)
    yield from editing.changes(fuzz.PATH, data, SCHEMA, dice)


@pytest.mark.parametrize("seed", range(2))
def test_mutants_of_the_example(seed: int) -> None:
    dice = random.Random(seed)
    sources = [file.read_bytes() for file in fuzz.notes_in(ROOT / "example-vault")]
    seen: Counter[str] = Counter()
    for _ in range(MUTANTS):
        data = fuzz.mutated(sources, dice)
        try:
            seen.update(outcomes(data, dice))
        except Exception as error:
            error.add_note(repr(data))
            raise
    assert seen.keys() >= set(ALL), seen


@pytest.mark.skipif(not GENERATOR.is_file(), reason=f"{GENERATOR} is not here")
def test_hostile_notes() -> None:
    """Each as it is, and with a mistake as its first property and one as its last line."""
    dice = random.Random(1)
    seen: Counter[str] = Counter()
    for case in runpy.run_path(str(GENERATOR))["CASES"]:
        if case["data"] is None:
            continue
        text = case["data"]
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        opening, newline, rest = data.partition(b"\n")
        mistaken = opening + newline + dice.choice(fuzz.MISTAKES) + rest
        for each in (data, mistaken, mistaken + b"\n" + dice.choice(fuzz.MISTAKES)):
            if len(each) <= fuzz.LARGEST:
                try:
                    seen.update(outcomes(each, dice))
                except Exception as error:
                    error.add_note(f"{case['id']}: {each!r}")
                    raise
    assert seen.keys() >= set(ALL), seen
