"""Compares what bench.py measured with what it measured before.

    python tests/bench/compare.py OLD.json [NEW.json]

Without NEW.json it measures now, as OLD.json was measured. Every ratio by the clock and by the
processor, and the memory, with the change; one that is beyond the noise is marked `slower` or
`faster` (`more` or `less`). The noise is three standard errors of the difference of two medians,
from the median deviations of the runs, but at least 3 %; where there is one figure alone, 15 %, of
memory 5 %. Ends with 1 where anything is slower or more. Only ratios can be compared across
machines."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import bench
from measuring import columns, median, spread

LEAST, ALONE, ALONE_BYTES = 0.03, 0.15, 0.05
# The standard deviation from the median deviation (1.48), and a median's error from it (1.25).
ERROR_OF_MEDIAN = 1.4826 * 1.2533

Row = tuple[str, str, Sequence[float], Sequence[float]]  # name, kind, old and new samples


def noise(old: Sequence[float], new: Sequence[float], kind: str) -> float:
    """By how much the medians may differ without meaning anything."""
    base = abs(median(old) or 0)
    if min(len(old), len(new)) < 2:
        return (ALONE_BYTES if kind == "bytes" else ALONE) * base
    errors = [ERROR_OF_MEDIAN * spread(each) / sqrt(len(each)) for each in (old, new)]
    return max(LEAST * base, 3 * sqrt(sum(error**2 for error in errors)))


def rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Row]:
    def keyed(results: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
        return {(each["subject"], each["kind"]): each for each in results["targets"]}

    now = keyed(new)
    for (name, kind), each in keyed(old).items():
        if (name, kind) in now and name != bench.WATCH:  # a p95 of few saves says nothing
            for how in ("wall", "cpu"):
                before, after = each[how], now[name, kind][how]
                if before and after:
                    told = name if kind == "bytes" or how == "wall" else f"{name}, cpu"
                    yield told, kind, before, after
    yield "cache", "bytes", [old["cache"]], [new["cache"]]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, bool]:
    """A table, and whether anything has become worse."""
    lines = [("", "old", "new", "change", "noise", "")]
    worse = False
    for name, kind, before, after in rows(old, new):
        one, other = median(before), median(after)
        assert one and other is not None
        limit = noise(before, after, kind)
        words = ("more", "less") if kind == "bytes" else ("slower", "faster")
        verdict = "" if abs(other - one) <= limit else words[other < one]
        worse |= verdict == words[0]
        change, around = (other - one) / one, limit / one
        figures = (bench.shown(one, kind), bench.shown(other, kind))
        lines.append((name, *figures, f"{change:+.0%}", f"±{around:.0%}", verdict))
    return columns(lines), worse


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path, nargs="?")
    chosen = parser.parse_args()
    for file in filter(None, (chosen.old, chosen.new)):
        if not file.is_file():
            parser.error(f"there is no {file}: bench.py --json writes one")
    old = json.loads(chosen.old.read_text(encoding="utf-8"))
    if chosen.new:
        new = json.loads(chosen.new.read_text(encoding="utf-8"))
    else:
        new, _ = bench.run(old["notes"], old["runs"], old["watch"].get("saves", 0))
        print(bench.table(new), end="\n\n")
    for name in ("notes", "machine"):
        if old[name] != new[name]:
            print(f"not the same {name}: {old[name]} and {new[name]}")
    text, worse = compared(old, new)
    print(text)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
