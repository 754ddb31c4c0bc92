"""The command line: the group of all commands, found by being there, and the floor under errors.

Whatever happens, the user sees at most a short message, and the exit status says which it was."""

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

import click

from vaultcrm import __version__, commands
from vaultcrm.commands import Command, Day, Invocation
from vaultcrm.errors import EXIT_BUG, EXIT_FINE, EXIT_INTERRUPTED, EXIT_MISUSE, VaultError

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

# The machine's fault, not a bug of ours.
MACHINE_FAILS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})
EXIT_BROKEN_PIPE = 141  # as the shell reports a program that SIGPIPE ended: 128 + 13
COMPLETE = "_VAULTCRM_COMPLETE"  # click's way for a shell to ask for completions


class Commands(Command, click.Group):
    """All modules under commands/, imported only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return commands.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in commands.names():
            return None
        command: click.Command = import_module(
            f"vaultcrm.commands.{commands.module_name(cmd_name)}"
        ).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = commands.names()
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            from vaultcrm.words import suggestion

            near = suggestion(args[0], known)
            raise click.UsageError(f"There is no command {args[0]!r}.{near}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, commands.summary(name)) for name in commands.names()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        items = [
            CompletionItem(name, help=commands.summary(name))
            for name in commands.names()
            if name.startswith(incomplete)
        ]
        return items + click.Command.shell_complete(self, ctx, incomplete)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--vault",
    metavar="DIR",
    type=click.Path(),
    help="The vault. Otherwise what VAULTCRM_VAULT names, or the nearest folder upwards with "
    ".vaultcrm/ in it.",
)
@click.option("--today", metavar="DATE", type=Day(), help="Take this date for today.")
@click.version_option(__version__, message="vaultcrm %(version)s")
@click.pass_context
def group(ctx: click.Context, vault: str | None, today: date | None) -> None:
    """Client management in a folder of plain Markdown notes.

    Examples:
      vaultcrm demo
      vaultcrm init ~/clients
      vaultcrm list --help
    """
    from pathlib import Path  # not for a completion, which takes a tenth longer with it

    ctx.obj = Invocation(Path(vault) if vault is not None else None, today)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line, all output included, and give its exit status.

    Raises nothing but SystemExit, and that only where a command does."""
    _prepare(sys.stdout)
    _prepare(sys.stderr)
    try:
        status = _carry_out(list(arguments), os.environ)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        status = _explain(error, os.environ)
        _drop_unwritten()
    return status


def _prepare(stream: TextIO | None) -> None:
    """Data is UTF-8, whatever the locale; a terminal is written to in its own encoding, and a name
    that it cannot show does not end the program."""
    if isinstance(stream, TextIOWrapper):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def color(environ: Mapping[str, str]) -> bool | None:
    """Whether to colour: never, always, or (None) where the stream is a terminal."""
    if environ.get("NO_COLOR") or environ.get("FORCE_COLOR") == "0":
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return False if environ.get("TERM") == "dumb" else None


def _carry_out(arguments: list[str], environ: Mapping[str, str]) -> int:
    asked = environ.get(COMPLETE)
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, "vaultcrm", COMPLETE, asked)
    try:
        # Not `group.main`: it has a floor of its own, with other statuses.
        with group.make_context("vaultcrm", arguments, color=color(environ)) as context:
            return group.invoke(context) or EXIT_FINE
    except click.exceptions.Exit as end:
        return end.exit_code


def _explain(error: BaseException, environ: Mapping[str, str]) -> int:
    """Say on stderr why the program ends, and give the exit status for it."""
    match error:
        case KeyboardInterrupt() | click.Abort():
            _complain("interrupted")
            return EXIT_INTERRUPTED
        case BrokenPipeError():
            return EXIT_BROKEN_PIPE
        case VaultError():
            _complain(f"error: {error.message}", error.hint)
            return error.status
        case click.exceptions.NoArgsIsHelpError():
            _complain(error.format_message())
            return EXIT_MISUSE
        case click.ClickException():
            context = getattr(error, "ctx", None)
            help_of = context.command_path if context else "vaultcrm"
            _complain(f"error: {error.format_message()}", f"see {help_of} --help")
            return EXIT_MISUSE
        case OSError() if error.errno in MACHINE_FAILS:
            where = f": {error.filename}" if error.filename else ""
            _complain(f"error: {error.strerror}{where}")
            return EXIT_MISUSE
    _report_bug(error, environ)
    return EXIT_BUG


def _report_bug(error: BaseException, environ: Mapping[str, str]) -> None:
    """One message, with the file to report; a traceback on the screen only for VAULTCRM_DEBUG."""
    from traceback import format_exception, format_exception_only

    report = (
        f"vaultcrm {__version__}, Python {sys.version}, {sys.platform}\n"
        f"{sys.argv!r}\n{''.join(format_exception(error))}"
    )
    if environ.get("VAULTCRM_DEBUG"):
        _complain(report)
    what = " ".join("".join(format_exception_only(error)).split())
    log = _write_log(report, environ)
    _complain(
        f"error: vaultcrm has a bug: {what if len(what) <= 200 else what[:200] + '…'}",
        f"please report it with {log}" if log else "VAULTCRM_DEBUG=1 shows what to report",
    )


def _write_log(report: str, environ: Mapping[str, str]) -> "Path | None":
    """Keep the last bug's report in the cache folder, for its owner's eyes only: it names notes.

    None where it cannot be written."""
    from vaultcrm.resources import cache_folder

    try:
        folder = cache_folder(environ)
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "bug.log"
        log.unlink(missing_ok=True)
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(report.encode("utf-8", "backslashreplace"))
    except (OSError, RuntimeError, ValueError):  # no such place, no home, a NUL in its name
        return None
    return log


def _complain(message: str, hint: str = "") -> None:
    """Tell the user on stderr; if even that is gone, nobody can be told."""
    from vaultcrm.rendering.text import printable

    lines = message if not hint else f"{message}\nhint: {hint}"
    with suppress(OSError):
        click.echo(printable(lines), err=True)


def _drop_unwritten() -> None:
    """Keep Python from failing once more, at its end, on output that nobody takes."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):  # ValueError: closed
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
