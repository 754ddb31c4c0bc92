"""The least that a program has to do with a vault, to compare with: whole processes, one each.

python tests/bench/baseline.py walk-stat TREE      lists all folders, looks at every note
python tests/bench/baseline.py read-events TREE    reads every note, libyaml's events of each"""

import os
import sys
from collections.abc import Iterator


def notes(folder: str) -> Iterator[os.DirEntry[str]]:
    """All notes below a folder, hidden folders left out."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".md"):
                    yield entry


def walk_stat(tree: str) -> int:
    """The size of all notes together."""
    return sum(os.lstat(entry.path).st_size for entry in notes(tree))


def read_events(tree: str) -> int:
    """The number of YAML events in all front matter; one that is broken counts until it breaks."""
    import re

    import yaml

    opening = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
    closing = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
    count = 0
    for entry in notes(tree):
        with open(entry.path, "rb", buffering=0) as file:
            data = file.read()
        begin = opening.match(data)
        end = closing.search(data, begin.end()) if begin else None
        if begin and end:
            front = data[begin.end() : end.start()].decode()
            try:
                for _ in yaml.parse(front, Loader=yaml.CBaseLoader):
                    count += 1
            except yaml.YAMLError:
                pass
    return count


if __name__ == "__main__":
    _, name, tree = sys.argv
    print({"walk-stat": walk_stat, "read-events": read_events}[name](tree))
