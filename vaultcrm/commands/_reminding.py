"""What `remind` does: which reminders are meant, what came of it, and today's list."""

from collections.abc import Sequence

from vaultcrm.commands._output import emit, emit_json, say
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.reading.git_state import busy_with
from vaultcrm.reminders import rule_names
from vaultcrm.reminders._agenda import agenda
from vaultcrm.reminders._causes import is_away, own_rules
from vaultcrm.rendering.agenda import as_lines
from vaultcrm.watching import answering
from vaultcrm.watching.reminding import Outcome, Wanted, plan_for, write_reminders
from vaultcrm.words import suggestion

_SAID = {"written": "wrote", "marked": "marked", "kept": "kept"}


def choice(session: Session, rules: Sequence[str], client: str | None) -> Wanted:
    """Which reminders are meant; says on stderr what is wrong with the vault's own rules.

    Raises VaultError for a rule or a client that there is none of."""
    own = own_rules(session.index, session.book)
    for place, problem in own.problems:
        where = f"{place}:{problem.line}:{problem.column}"
        say(f"warning: {where}: {problem.message}", fg="yellow")
    known = {*rule_names(), *own.names}
    for name in rules:
        if name not in known:
            near = suggestion(name, known)
            hint = "vaultcrm remind --help; docs/reminders.md lists them all"
            raise VaultError(f"there is no reminder rule {name!r}.{near}", hint)
    path = session.find(client) if client else ""

    def wanted(rule: str, about: str) -> bool:
        return (not rules or rule in rules) and (not path or about == path)

    return wanted


def remind(session: Session, wanted: Wanted, dry_run: bool) -> list[Outcome]:
    """Writes and closes reminders; says on stderr what waits, and for what. While git is in the
    middle of something the notes are not what they will be, and nothing is written."""
    if not dry_run and (busy := busy_with(session.vault.root)):
        say(f"git is in the middle of {busy}: nothing is written; run it again when that is over")
        return []
    done = write_reminders(session.index, session.today, dry_run, wanted)
    left = sum(each.action in ("unchanged", "written", "reopened") for each in done)
    say(f"{left} open {'reminder' if left == 1 else 'reminders'}")
    if waiting := sum(each.action == "deferred" for each in done):
        until = is_away(session.book)
        what = f"until you are back after {until}" if until else "while their clients are paused"
        say(f"{waiting} {'waits' if waiting == 1 else 'wait'} {what}")
    return done


def answer(session: Session, action: str, notes: Sequence[str], dry_run: bool) -> list[Outcome]:
    """Does to these reminders what somebody has said."""
    until = ""
    if action == "snooze":
        if len(notes) < 2:
            raise VaultError("snooze what, and until when?", "vaultcrm remind snooze NOTE 3d")
        *notes, until = notes
    if not notes:
        raise VaultError(f"{action} which reminder?", f"vaultcrm remind {action} NOTE")
    paths = [session.find(name) for name in notes]
    return answering.answer(session.index, paths, action, session.today, until, dry_run)


def print_outcomes(done: Sequence[Outcome], dry_run: bool) -> None:
    """A line for what was done to each."""
    for each in done:
        if each.action in ("unchanged", "deferred"):
            continue
        why = f" ({each.reason})" if each.reason else ""
        what = _SAID.get(each.action, each.action)
        emit(f"{f'would be {each.action}' if dry_run else what} {each.path}{why}")


def print_agenda(session: Session, wanted: Wanted, as_json: bool) -> None:
    """Today's list; nothing at all on a day on which nothing is due."""
    todo = plan_for(session.index, session.today, wanted)
    due = agenda(todo, session.today)
    if as_json:
        emit_json(due)
        return
    for line in as_lines(due, session.today):
        emit(line)
