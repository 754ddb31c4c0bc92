"""Measures how everything that bench.py measures grows with the vault.

    python tests/bench/growth.py [--notes 10000 100000] [--runs 3] [--saves 10] [--json OUT]

The small vault first, then the large one: with 100,000 notes it takes half an hour or so. For ten
times the notes the target is 12 times the time (a fifth more than the notes) and ten times the
cache. What does not depend on the vault (`--version`) is left out. With --json writes what bench.py
writes, of both sizes, {"small", "large"}: each can be compared with compare.py once taken out."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bench
from measuring import columns, median

STEEPER = 1.2  # times the growth of the notes
SAME = (bench.PASS, "--version", "completion")


def table(small: Mapping[str, Any], large: Mapping[str, Any]) -> str:
    notes = large["notes"] / small["notes"]
    most = STEEPER * notes
    lines: list[tuple[str, ...]] = [
        ("", str(small["notes"]), str(large["notes"]), "at most", "reached", "cpu", "MB", "")
    ]

    def add(name: str, one: float, other: float, limit: float, unit: str, *more: str) -> None:
        grown = other / one
        reached = f"{grown:.1f}×{'!' if grown > limit else ' '}"
        form = f".{3 if unit == 's' else 1}f"
        figures = (f"{one:{form}} {unit}", f"{other:{form}} {unit}")
        lines.append((name, *figures, f"{limit:g}×", reached, *(more or ("", "")), ""))

    for name, before in small["subjects"].items():
        after = large["subjects"].get(name, {"seconds": []})
        one, other = median(before["seconds"]), median(after["seconds"])
        if one and other and name not in SAME:
            cpu = (median(after["cpu"]) or 0) / (median(before["cpu"]) or 1)
            add(name, one, other, most, "s", f"{cpu:.1f}×", f"{large['memory'][name] / 1e6:.0f}")
    if small["watch"] and large["watch"]:
        for name in ("indexed", "found"):
            one, other = (each["watch"][name]["p50"] for each in (small, large))
            add(f"{bench.WATCH}, {name}", one, other, most, "s")
    add("cache", small["cache"] / 1e6, large["cache"] / 1e6, notes, "MB")
    return columns(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, nargs=2, default=(10_000, 100_000), metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--saves", type=int, default=10, metavar="N")
    parser.add_argument("--json", type=Path, metavar="OUT")
    chosen = parser.parse_args()
    measured = {}
    fine = True
    for size, notes in zip(("small", "large"), chosen.notes, strict=True):
        measured[size], worked = bench.run(notes, chosen.runs, chosen.saves)
        fine = fine and worked
        print(bench.table(measured[size]), end="\n\n", flush=True)
    print(table(measured["small"], measured["large"]))
    if chosen.json:
        chosen.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
