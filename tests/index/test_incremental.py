"""However the files change, an index that was kept up to date says what a fresh one says."""

import os
import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_vaults import answers, fresh_answers, index, vault, views, write

EXAMPLES = int(os.environ.get("VAULTCRM_SEQUENCES", "200"))

PATHS = ("Acme.md", "clients/Acme.md", "clients/acme.md", "Note 1.md", "a/Note 1.md", "a/b/ö.md")
TEXTS = (
    "",
    "plain [[Acme]] and [[Note 1|x]] about the kickoff\n",
    "---\ntype: client\nstatus: active\naliases: [Acme Corp]\ntags: [Big, x/y]\n---\n"
    "## Log\n- 2026-01-02 email in: kickoff\n- [ ] call [[Note 1]] 📅 2026-02-01 #Late\n",
    "---\ntype: client\nstatus: activ\naliases: [Dana]\ntags: [big]\n---\n"
    "## Log\n- 2026-01-02 email out Dana: invoices\n",
    '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\nfee: 1200.50 CHF\n---\n'
    "## Invoices\n- [x] one [amount:: 600] ✅ 2026-03-04\n- [ ] see [x](../Acme.md) [[gone]]\n",
    '---\ntype: meeting\ntitle: Büro\nclient: "[[clients/Acme]]"\ndate: 2026-05-06\n'
    'attendees:\n  - "[[ö]]"\n  - Dana\n---\n'
    "## Actions\n- [/] o'brien @Dana in c++ [[a/Note 1]]\n",
    "---\ntype: client\nstatus: [\n---\nbroken kickoff\n",
)
IGNORED = ((), ("a/",), ("*.md",), ("clients/**", "Note*"))

paths = st.sampled_from(PATHS)
texts = st.sampled_from(TEXTS)
steps = st.one_of(
    st.tuples(st.just("edit"), paths, texts),
    st.tuples(st.just("edit"), paths, texts),
    st.tuples(st.just("rename"), paths, paths),
    st.tuples(st.just("delete"), paths),
    st.tuples(st.just("same size and times"), paths, st.randoms(use_true_random=False)),
    st.tuples(st.just("touch"), paths, st.sampled_from([-4_000_000_000, 0, 10**9, 4 * 10**9])),
    st.tuples(st.just("other file"), st.sampled_from(["a/Acme.png", "Note 1", "gone"])),
    st.tuples(st.just("replace by folder"), paths),
    st.tuples(st.just("drop the cache")),
    st.tuples(st.just("ignore"), st.sampled_from(IGNORED)),
    st.tuples(st.just("wait")),
)


class Files:
    """A vault's files and their past; every step is what some program does to them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vault"
        self.cache = folder / "cache"
        self.root.mkdir()
        self.ignore: tuple[str, ...] = ()

    def do(self, step: tuple) -> None:  # type: ignore[type-arg]
        match step:
            case "edit", path, text:
                if not (self.root / path).is_dir():
                    write(self.root, {path: text})
            case "rename", old, new:
                if (self.root / old).is_file() and not (self.root / new).is_dir():
                    (self.root / new).parent.mkdir(parents=True, exist_ok=True)
                    os.rename(self.root / old, self.root / new)
            case "delete", path:
                if (self.root / path).is_file():
                    (self.root / path).unlink()
            case "same size and times", path, randomness:
                self._edit_unseen(self.root / path, randomness)
            case "touch", path, seconds:
                if (self.root / path).exists():
                    os.utime(self.root / path, (seconds, seconds))
            case "other file", path:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).touch()
            case "replace by folder", path:
                if (self.root / path).is_file():
                    (self.root / path).unlink()
                    write(self.root, {f"{path}/Note 2.md": "[[Acme]]"})
            case ("drop the cache",):
                shutil.rmtree(self.cache, ignore_errors=True)
            case "ignore", patterns:
                self.ignore = patterns
            case ("wait",):
                self._age()

    def _edit_unseen(self, path: Path, randomness: random.Random) -> None:
        """Another text of the same size, written in place, with the times set back."""
        if not path.is_file():
            return
        before = path.stat()
        data = bytearray(path.read_bytes())
        letters = [at for at, byte in enumerate(data) if chr(byte) in "abcdefghijklmnopq"]
        if letters:
            data[randomness.choice(letters)] = ord("z")
            path.write_bytes(data)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def _age(self) -> None:
        """As if the files had last been changed long ago (their ctime cannot be set)."""
        for path in self.root.rglob("*.md"):
            if path.is_file():
                os.utime(path, (1_700_000_000, 1_700_000_000))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(st.lists(steps, min_size=1, max_size=4), min_size=1, max_size=6))
def test_incremental_is_full(rounds: list[list[tuple]]) -> None:  # type: ignore[type-arg]
    with TemporaryDirectory() as folder:
        files = Files(Path(folder))
        for number, round_ in enumerate(rounds):
            for step in round_:
                files.do(step)
            opened = vault(files.root, files.ignore)
            with index(opened, files.cache) as kept:
                kept.refresh()
                if number == len(rounds) - 1:
                    kept_answers = answers(kept)
                    assert kept.path
                    kept_views = views(kept.path)
        assert kept_answers == fresh_answers(opened, files.root.parent / "fresh")
        with index(opened, files.root.parent / "fresh") as fresh:
            assert fresh.path
            assert kept_views == views(fresh.path)
