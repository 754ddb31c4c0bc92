"""What `check` and `explain` share: the paths that findings are limited to, and the printing of
findings and of rules."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import emit, emit_json, emit_table, say
from vaultcrm.errors import VaultError
from vaultcrm.model import Finding
from vaultcrm.rules.catalogue import OwnRules, Rule
from vaultcrm.views.table import plain_table

if TYPE_CHECKING:
    from vaultcrm.commands._vault import Session
    from vaultcrm.index.index import Index
    from vaultcrm.reading.vault import Vault


def finder(
    session: "Session", rules: Mapping[str, Rule], own: OwnRules, paths: Sequence[str] = ()
) -> "Callable[[Index], list[Finding]]":
    """A function that checks the session's vault, as an index of it is, by these rules (`own` are
    those that the vault has of its own) and gives the findings in these paths."""
    from vaultcrm.rules.run import findings
    from vaultcrm.watching.checking import other_problems

    def find(index: "Index") -> list[Finding]:
        found = findings(index, rules, session.now, partial(other_problems, rules), own)
        return limited(found, session.vault.root, paths)

    return find


def without_advice(findings: Sequence[Finding], select: Sequence[str]) -> list[Finding]:
    """The findings but for advice by rules that were not selected by their names."""
    return [each for each in findings if each.severity != "advice" or each.problem.rule in select]


def limited(findings: Sequence[Finding], root: Path, paths: Sequence[str]) -> list[Finding]:
    """The findings in these notes and folders, which are named from here or from the vault's root;
    all of them where none is named. Raises VaultError for a path that is not in the vault."""
    places = [_in_vault(root, path) for path in paths]
    if not places or "" in places:
        return list(findings)
    return [
        finding
        for finding in findings
        if any(finding.path == each or finding.path.startswith(each + "/") for each in places)
    ]


def _in_vault(root: Path, path: str) -> str:
    """A path relative to the vault, with /; '' for the vault itself."""
    outside = False
    for start in (Path.cwd(), root):
        named = os.path.normpath(start / path)
        folder, name = os.path.split(named)
        # A symbolic link has findings of its own: only what lies before it is resolved.
        for real in (os.path.join(os.path.realpath(folder), name), os.path.realpath(named)):
            if os.path.lexists(real):
                if Path(real).is_relative_to(root):
                    place = Path(real).relative_to(root).as_posix()
                    return "" if place == "." else place
                outside = True
    if outside:
        raise VaultError(f"{path} is not in the vault {root}")
    raise VaultError(f"there is no {path}", "name notes or folders of the vault")


def show(findings: Sequence[Finding], form: str, root: Path, rules: Mapping[str, Rule]) -> None:
    """Print findings of these rules as text, json, github, sarif or gitlab."""
    from vaultcrm.watching.checking import pointed_at

    show_pointed(pointed_at(findings, root, rules), form, root, lambda: rules)


def show_pointed(
    findings: Sequence[Finding],
    form: str,
    root: Path,
    rules: Callable[[], Mapping[str, Rule]],
) -> None:
    """Print findings that know their columns; the rules are loaded for the forms that show more of
    them."""
    from vaultcrm.rendering import findings as rendering

    folder = _folder_in_repository(root)
    if form == "json":
        emit_json([rendering.as_data(finding) for finding in findings])
    elif form == "github":
        _emit_lines([rendering.as_github(finding, folder) for finding in findings])
    elif form == "sarif":
        from vaultcrm.rendering.sarif import as_sarif
        from vaultcrm.watching.checking import text_of

        emit_json(as_sarif(findings, rules(), partial(text_of, root), folder))
    elif form == "gitlab":
        from vaultcrm.rendering.gitlab import as_gitlab

        emit_json(as_gitlab(findings, folder))
    elif sys.stdout is not None and sys.stdout.isatty():
        _show_on_terminal(findings, root, rules())
    else:
        _emit_lines([rendering.as_text(finding) for finding in findings])


def show_statistics(findings: Sequence[Finding], form: str) -> None:
    from vaultcrm.rendering.findings import statistics

    form = "json" if form == "json" else "table"
    emit_table(form, plain_table(("count", "rule", "severity"), statistics(findings)))


def _emit_lines(lines: Sequence[str]) -> None:
    if lines:
        emit("\n".join(lines))


def _show_on_terminal(findings: Sequence[Finding], root: Path, rules: Mapping[str, Rule]) -> None:
    """What to do is said once for each rule."""
    from vaultcrm.rendering.findings import lines_of, on_terminal, summary
    from vaultcrm.rendering.pages import what_to_do
    from vaultcrm.watching.checking import text_of

    path, lines = "", [""]
    columns = get_terminal_size().columns
    unsaid = {name: what_to_do(rule) for name, rule in rules.items()}
    for finding in findings:
        if finding.path != path:
            path = finding.path
            text = text_of(root, path)
            lines = lines_of(text) if text else []
        for piece, style in on_terminal(
            finding, lines, columns, unsaid.pop(finding.problem.rule, "")
        ):
            emit(piece, nl=False, **style)
    mendable = sum(bool(each.problem.fix and each.problem.fix.safe) for each in findings)
    more = "; vaultcrm explain RULE says more of each" if findings else ""
    more += f"; vaultcrm check --fix mends {mendable}" if mendable else ""
    say(f"{summary(findings)}{more}")


def _folder_in_repository(root: Path) -> str:
    """Where the vault lies in the repository that GitHub or GitLab is checking, with a / at the
    end."""
    named = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    workspace = os.path.realpath(named) if named else ""  # the vault's root is real, too
    if not workspace or not root.is_relative_to(workspace):
        return ""
    place = root.relative_to(workspace).as_posix()
    return "" if place == "." else place + "/"


def show_page(rule: Rule, as_json: bool) -> None:
    """Print a rule's manual page."""
    from vaultcrm.rendering.pages import as_data, as_markdown, on_terminal

    if as_json:
        emit_json(as_data(rule))
    elif sys.stdout is not None and sys.stdout.isatty():
        for piece, style in on_terminal(rule, get_terminal_size().columns):
            emit(piece, nl=False, **style)
    else:
        emit(as_markdown(rule), nl=False)


def vault_here(invocation: Invocation) -> "Vault | None":
    """The vault that a command stands in, whose own rules are to be known; None if there is none,
    or none that can be opened: what the program itself knows needs no vault."""
    from vaultcrm.commands._where import root_of
    from vaultcrm.reading.vault import open_vault

    try:
        return open_vault(root_of(invocation))
    except VaultError:
        return None


def list_rules(rules: Sequence[Rule], as_json: bool) -> None:
    rows = [
        {"rule": each.name, "severity": each.severity, "summary": each.summary} for each in rules
    ]
    table = plain_table(("rule", "severity", "summary"), rows)
    emit_table("json" if as_json else "table", table)
