"""The watcher's loop on real files and events, with an index and reminders that are made up, so
that they can be counted and made to fail."""

import errno
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from datetime import time as clock_time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from vaultcrm.errors import VaultError
from vaultcrm.model import Finding, Problem
from vaultcrm.watching import eyes, keeping
from vaultcrm.watching.checking import Checked
from vaultcrm.watching.events import ANYTHING, Inbox, observed
from vaultcrm.watching.loop import Report, watch
from vaultcrm.watching.timing import Timing

NOON = datetime(2026, 11, 24, 12)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
SOON = 5.0  # seconds, by which everything must have happened
A_WHILE = 0.3  # long enough for whatever should not happen
FAST = Timing(
    quiet=0.02,
    longest=0.2,
    reconcile=1000,
    poll=0.05,
    tick=0.02,
    retry=0.02,
    longest_retry=0.1,
    settled=0.05,
    longest_settled=1.0,
    calm=0.1,
    longest_calm=1.0,
)


class Changes(NamedTuple):
    notes: int
    added: int
    changed: int
    removed: int
    unchanged: int = 0
    seconds: float = 0.0


class Outcome(NamedTuple):
    path: str
    action: str
    title: str = ""


class MadeChecker:
    """A made-up checker: `found` has the findings, `quick_ones` whether each check was quick."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.quick_ones: list[bool] = []
        self.rules = {"file/empty": None}

    def find(self) -> list[Finding]:
        self.quick_ones.append(True)
        return [each for each in self.found if each.problem.rule in self.rules]

    def checked(self, index: "Made", now: datetime) -> Checked:
        self.quick_ones.append(False)
        return Checked(self.found, {})


class Made:
    """A made-up index and made-up reminders of a real folder: `due` has the reminders to write.

    `looks` and `days` have what the loop did with them: the changes that each refresh found, and
    the days for which reminders were made. `fail` is called before either."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.known: dict[str, tuple[int, int]] = {}
        self.looks: list[Changes] = []
        self.days: list[date] = []
        self.due: list[str] = []
        self.fail: Callable[[], None] = lambda: None
        self.meanwhile: Callable[[], None] = lambda: None
        self.notice = ""
        self.seen = None
        self.path = root
        self.busy = ""
        self.checker = MadeChecker()

    @contextmanager
    def open_index(self, vault: Path, notice: Callable[[str], None]) -> Iterator["Made"]:
        if self.notice:
            notice(self.notice)
        yield self

    def refresh(self, _: object = None) -> Changes:
        self.fail()
        found = {
            str(file.relative_to(self.root)): (file.stat().st_mtime_ns, file.stat().st_ino)
            for file in self.root.rglob("*.md")
        }
        known, self.known = self.known, found
        kept = found.keys() & known.keys()
        changed = sum(found[path] != known[path] for path in kept)
        changes = Changes(len(found), len(found) - len(kept), changed, len(known) - len(kept))
        self.looks.append(changes)
        return changes

    def planned(self, index: "Made", today: date) -> list[str]:
        self.days.append(today)
        self.fail()
        return self.due

    def carry_out(self, index: "Made", today: date, due: list[str], same: bool) -> list[Outcome]:
        outcomes = []
        for path in due:
            new = not (self.root / path).exists()
            if new:
                (self.root / path).parent.mkdir(exist_ok=True)
                (self.root / path).write_text(f"made on {today}")
            outcomes.append(Outcome(path, "written" if new else "unchanged"))
        self.meanwhile()
        return outcomes


class Watching(NamedTuple):
    root: Path
    made: Made
    reports: list[Report]
    inbox: Inbox
    clock: SimpleNamespace  # today, and by how much the clock on the wall is ahead
    start: Callable[..., None]

    def save(self, path: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(f"{time.monotonic()}")

    def told(self) -> Changes:
        """The sum of all changes reported."""
        changes = [report.changes for report in self.reports if report.changes]
        return Changes(
            changes[-1].notes if changes else 0,
            *(sum(getattr(each, name) for each in changes) for name in Changes._fields[1:4]),
        )

    def errors(self) -> list[str]:
        return [report.error.message for report in self.reports if report.error]


@pytest.fixture
def watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    root = (tmp_path / "vault").resolve()
    (root / ".vaultcrm").mkdir(parents=True)
    (root / "Acme.md").write_text("")
    made = Made(root)
    monkeypatch.setattr(keeping, "open_vault", lambda root: root)
    monkeypatch.setattr(keeping, "open_index", made.open_index)
    monkeypatch.setattr(keeping, "planned", made.planned)
    monkeypatch.setattr(keeping, "carry_out", made.carry_out)
    monkeypatch.setattr(keeping, "Checker", lambda index, now: made.checker)
    monkeypatch.setattr(keeping, "checked", made.checker.checked)
    monkeypatch.setattr(keeping, "busy_with", lambda root: made.busy)
    reports: list[Report] = []
    inbox = Inbox()
    clock = SimpleNamespace(today=TUESDAY, ahead=0.0)
    threads: list[threading.Thread] = []

    def now() -> datetime:
        return datetime.combine(clock.today, clock_time())

    def start(**timing: float) -> None:
        """Watch, until the first looks are over."""
        thread = threading.Thread(
            target=watch,
            args=(root, now, reports.append, inbox, FAST._replace(**timing)),
            kwargs={"wall": lambda: time.monotonic() + clock.ahead},
        )
        threads.append(thread)
        thread.start()
        wait_until(lambda: any(each.news or each.error for each in reports))

    yield Watching(root, made, reports, inbox, clock, start)
    inbox.stop()
    for thread in threads:
        thread.join(SOON)
        assert not thread.is_alive()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


# --- what is looked at, and when ------------------------------------------------------------------


def test_it_begins_with_a_look_at_everything(watching: Watching) -> None:
    watching.made.due = ["reminders/Call Acme.md", "Acme.md"]
    watching.start()
    report = watching.reports[0]
    assert [outcome.path for outcome in report.reminders] == ["reminders/Call Acme.md"]
    assert watching.told() == Changes(2, 1, 0, 0), "our own reminders do not count"
    assert report.at.utcoffset() is not None


def test_changes_lead_to_reminders(watching: Watching) -> None:
    watching.start()
    watching.made.due = ["reminders/Call Birch.md"]
    watching.save("new/folder/Birch.md")
    wait_until(lambda: any(each.reminders for each in watching.reports))
    assert watching.told() == Changes(3, 2, 0, 0)
    watching.save("Acme.md")
    wait_until(lambda: watching.told() == Changes(3, 2, 1, 0))
    (watching.root / "new").rename(watching.root / "old")
    wait_until(lambda: watching.told() == Changes(3, 3, 1, 1))
    shutil.rmtree(watching.root / "old")
    wait_until(lambda: watching.told() == Changes(2, 3, 1, 2))


def test_it_does_not_react_to_itself(watching: Watching) -> None:
    watching.start()
    watching.made.due = [f"reminders/{number}.md" for number in range(20)]
    watching.save("Acme.md")
    wait_until(lambda: len(watching.made.days) == 2)
    time.sleep(A_WHILE)
    assert len(watching.made.days) == 2
    # Twice at the start, for the save, after the reminders, for their events (which may come in
    # two), and once the notes have settled.
    assert 5 <= len(watching.made.looks) <= 7
    assert sum(len(report.reminders) for report in watching.reports) == 20


def test_it_is_idle_while_nothing_happens(watching: Watching) -> None:
    watching.start()
    (watching.root / "Acme.md").read_text()
    (watching.root / "photo.png").write_text("")
    time.sleep(A_WHILE)
    assert (len(watching.made.looks), len(watching.made.days)) == (2, 1)


def test_a_burst_is_one_batch(watching: Watching) -> None:
    watching.start(quiet=0.2, longest=SOON)
    for number in range(300):
        watching.save(f"{number % 7}/{number}.md")
    wait_until(lambda: watching.told().notes == 301)
    assert sum(bool(each.changes and each.changes.added) for each in watching.reports) == 2


def test_what_changes_while_reminders_are_written_is_not_forgotten(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes, "observed", lambda root, tell: nullcontext())

    def meanwhile() -> None:
        watching.made.meanwhile = lambda: None
        watching.save("Birch.md")

    watching.made.meanwhile = meanwhile
    watching.made.due = ["reminders/Call Acme.md"]
    watching.start()
    wait_until(lambda: len(watching.made.days) == 2)
    assert watching.told() == Changes(3, 2, 0, 0)


def test_another_command_may_have_brought_the_index_up_to_date(watching: Watching) -> None:
    watching.start(quiet=0.2)
    watching.save("Birch.md")
    watching.made.refresh()
    wait_until(lambda: len(watching.made.days) == 2)
    assert watching.told() == Changes(2, 1, 0, 0)


def test_settings_matter(watching: Watching) -> None:
    watching.start()
    (watching.root / ".vaultcrm/types").mkdir()
    (watching.root / ".vaultcrm/types/vendor.yaml").write_text("")
    wait_until(lambda: len(watching.made.days) == 2)


def test_a_new_day_begins(watching: Watching) -> None:
    watching.start()
    watching.made.due = ["reminders/Call Acme.md"]
    watching.clock.today = WEDNESDAY
    wait_until(lambda: any(report.reminders for report in watching.reports))
    assert watching.made.days == [TUESDAY, WEDNESDAY]


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_the_clock_jumps(watching: Watching, jump: float) -> None:
    watching.start()
    watching.clock.ahead += jump
    wait_until(lambda: len(watching.made.days) == 2)
    time.sleep(A_WHILE)
    assert len(watching.made.days) == 2


def test_it_reconciles_though_it_heard_nothing(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def deaf_at_first(root: Path, tell: Callable[[str], None]) -> object:
        opened.append(root)
        return observed(root, (lambda path: None) if len(opened) == 1 else tell)

    monkeypatch.setattr(eyes, "observed", deaf_at_first)
    watching.start(reconcile=0.2)
    watching.save("Birch.md")
    wait_until(lambda: watching.told() == Changes(2, 2, 0, 0))
    wait_until(lambda: len(opened) == 2)  # what had missed that is made anew
    time.sleep(A_WHILE)
    assert len(opened) == 2


def test_it_begins_anew_after_events_were_lost(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def counted(root: Path, tell: Callable[[str], None]) -> object:
        opened.append(root)
        return observed(root, tell)

    monkeypatch.setattr(eyes, "observed", counted)
    watching.start()
    watching.inbox.tell(ANYTHING)
    wait_until(lambda: len(watching.made.days) == 2)
    assert len(opened) == 2
    watching.save("Birch.md")
    wait_until(lambda: watching.told().added == 2)
    assert len(opened) == 2


# --- what is found --------------------------------------------------------------------------------


def finding(path: str, rule: str = "file/empty", message: str = "is empty") -> Finding:
    return Finding(path, Problem(rule, message), "warning")


def found_new(watching: Watching) -> list[str]:
    news = [each.news for each in watching.reports if each.news and not each.news.first]
    return [each.path for some in news for each in some.findings]


def test_what_is_wrong_at_the_start_is_told_as_such(watching: Watching) -> None:
    watching.made.checker.found = [finding("Acme.md")]
    watching.start()
    news = [each.news for each in watching.reports if each.news]
    assert [(each.first, len(each.findings), each.gone) for each in news] == [(True, 1, 0)]
    assert watching.made.checker.quick_ones == [False]


def test_only_what_is_new_is_told(watching: Watching) -> None:
    watching.made.checker.found = [finding("Acme.md")]
    watching.start()
    watching.made.checker.found = [finding("Birch.md"), finding("Acme.md")]
    watching.save("Birch.md")
    wait_until(lambda: found_new(watching) == ["Birch.md"])
    watching.made.checker.found = []
    watching.save("Birch.md")
    wait_until(lambda: sum(each.news.gone for each in watching.reports if each.news) == 2)
    assert found_new(watching) == ["Birch.md"]


def test_nothing_is_said_while_a_note_changes(watching: Watching) -> None:
    watching.start(settled=0.5, longest_settled=100.0)
    watching.made.checker.found = [finding("Birch.md")]
    for _ in range(8):
        watching.save("Birch.md")
        time.sleep(0.1)
    assert found_new(watching) == []
    assert len(watching.made.checker.quick_ones) == 1
    wait_until(lambda: found_new(watching) == ["Birch.md"])


# --- while git is at work -------------------------------------------------------------------------


def test_nothing_is_written_while_git_is_at_work(watching: Watching) -> None:
    watching.start()
    watching.made.busy = "a rebase"
    watching.made.due = ["reminders/Call Acme.md"]
    watching.save("Birch.md")
    wait_until(lambda: watching.told().added == 2)
    wait_until(lambda: any(each.busy for each in watching.reports))
    looks = len(watching.made.looks)
    wait_until(lambda: len(watching.made.looks) > looks + 3)
    assert len(watching.made.days) == 1
    assert [each.busy for each in watching.reports if each.busy] == ["a rebase"]
    watching.made.busy = ""
    wait_until(lambda: any(each.reminders for each in watching.reports))


# --- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (VaultError("the disk is full"), "the disk is full"),
        (OSError(errno.EIO, "Input/output error", "Acme.md"), "Acme.md: Input/output error"),
    ],
)
def test_a_failure_is_told_once_and_retried(
    watching: Watching, error: Exception, message: str
) -> None:
    watching.start()
    tries = []

    def fail() -> None:
        tries.append(len(watching.made.days))
        raise error

    watching.made.fail = fail
    watching.made.due = ["reminders/Call Acme.md"]
    watching.save("Birch.md")
    wait_until(lambda: len(tries) >= 4)
    assert watching.errors() == [message]
    watching.made.fail = lambda: None
    wait_until(lambda: any(each.recovered for each in watching.reports))
    assert [bool(each.reminders) for each in watching.reports if each.recovered] == [True]
    watching.save("Birch.md")
    wait_until(lambda: watching.told() == Changes(3, 2, 1, 0))
    assert not watching.reports[-1].recovered


def test_reminders_that_could_not_be_written_are_written_later(watching: Watching) -> None:
    """Though the index is up to date by then, and nothing more changes."""

    def fail() -> None:
        if len(watching.made.days) == 1:
            raise VaultError("the disk is full")

    watching.made.due = ["reminders/Call Acme.md"]
    watching.made.fail = lambda: None if not watching.made.days else fail()
    watching.start()
    wait_until(lambda: watching.errors() == ["the disk is full"])
    watching.made.fail = lambda: None
    wait_until(lambda: any(each.reminders for each in watching.reports))
    assert watching.told() == Changes(2, 1, 0, 0)


def test_a_full_disk_is_told_once(watching: Watching) -> None:
    """Whatever could not be written; meanwhile changes and findings are told."""
    watching.start()
    tries = []

    def fail() -> None:
        if len(watching.made.days) > len(tries) + 1:
            tries.append(watching.made.days[-1])
            cause = OSError(errno.ENOSPC, "No space left on device")
            raise VaultError(f"reminders/{len(tries)}.md: cannot be written") from cause

    watching.made.fail = fail
    watching.made.due = ["reminders/Call Acme.md"]
    watching.made.checker.found = [finding("Birch.md")]
    watching.save("Birch.md")
    wait_until(lambda: len(tries) >= 3)
    wait_until(lambda: found_new(watching) == ["Birch.md"])
    assert watching.errors() == ["the disk is full: nothing can be written"]
    assert watching.told() == Changes(2, 2, 0, 0)
    watching.made.fail = lambda: None
    wait_until(lambda: any(each.recovered for each in watching.reports))
    assert any(each.reminders for each in watching.reports)


def test_retries_become_rarer(watching: Watching) -> None:
    times: list[float] = []

    def fail() -> None:
        times.append(time.monotonic())
        raise VaultError("no")

    watching.made.fail = fail
    watching.start(retry=0.05, longest_retry=0.2)
    wait_until(lambda: len(times) == 6)
    pauses = [after - before for before, after in pairwise(times)]
    expected = [0.05, 0.1, 0.2, 0.2, 0.2]
    assert all(pause >= least for pause, least in zip(pauses, expected, strict=True)), pauses
    watching.made.fail = lambda: None
    watching.save("Birch.md")  # and an event does not wait for the next of them
    wait_until(lambda: any(each.recovered for each in watching.reports))


@pytest.mark.parametrize("again", [True, False])
def test_the_vault_vanishes_and_returns(watching: Watching, again: bool) -> None:
    """The same folder (renamed there and back), or another in its place (cloned anew)."""
    watching.start()
    away = watching.root.with_name("away")
    watching.root.rename(away)
    wait_until(lambda: bool(watching.errors()))
    assert len(watching.made.looks) == 2, "an absent vault is not an empty one"
    if again:
        away.rename(watching.root)
    else:
        shutil.copytree(away, watching.root)
    wait_until(lambda: any(each.recovered for each in watching.reports))
    watching.save("Birch.md")
    wait_until(lambda: watching.told().notes == 2)
    assert watching.errors() == [f"{watching.root} has gone"]


def test_another_folder_takes_its_place(watching: Watching) -> None:
    watching.start(quiet=A_WHILE)
    shutil.rmtree(watching.root)
    (watching.root / ".vaultcrm").mkdir(parents=True)
    wait_until(lambda: watching.told().removed == 1)
    watching.save("Birch.md")
    wait_until(lambda: watching.told().added == 2)
    assert watching.errors() == []


def test_a_branch_without_a_vault_is_checked_out(watching: Watching) -> None:
    watching.start()
    shutil.rmtree(watching.root / ".vaultcrm")
    wait_until(lambda: bool(watching.errors()))
    (watching.root / "Acme.md").unlink()
    time.sleep(A_WHILE)
    assert len(watching.made.looks) == 2
    (watching.root / ".vaultcrm").mkdir()
    wait_until(lambda: watching.told().removed == 1)
    assert watching.errors() == [f"{watching.root} holds no .vaultcrm any more"]


def test_without_events_it_looks_every_few_seconds(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(root: Path, tell: Callable[[str], None]) -> object:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(eyes, "observed", refuse)
    watching.start()
    wait_until(lambda: any(each.news for each in watching.reports))
    watching.save("Birch.md")
    wait_until(lambda: watching.told().added == 2)
    wait_until(lambda: len(watching.made.looks) >= 5)
    assert len(watching.made.days) == 2, "only for changes"
    assert watching.errors() == ["the system does not tell of changes: inotify watch limit reached"]


def test_a_broken_cache_is_told_once(watching: Watching) -> None:
    watching.made.notice = "the cache cannot be written"
    watching.start()
    watching.save("Birch.md")
    wait_until(lambda: watching.told().added == 2)
    told = [trouble for report in watching.reports for trouble in report.troubles]
    assert told == ["the cache cannot be written"]


def test_a_bug_ends_it(watching: Watching) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    watching.made.fail = fail
    with pytest.raises(ZeroDivisionError):
        watch(watching.root, lambda: NOON, watching.reports.append, watching.inbox, FAST)


def test_it_ends_when_nobody_reads_its_reports(watching: Watching) -> None:
    def broken_pipe(report: Report) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        watch(watching.root, lambda: NOON, broken_pipe, watching.inbox, FAST)
