"""See whether warnings came before clients were lost, in your own past.

Replays the vault day by day, as the dates in its notes tell, and says of each early warning (and of
red health) how often it rose, how often the client was lost while it was up or soon after, how
often it was for nothing, and with how many days of notice. Clients that are paused are not counted.

Examples:
  vaultcrm backtest
  vaultcrm backtest --from 2024-01-01 --within 60d
  vaultcrm backtest --step 1d --json
"""

from datetime import date

import click

from vaultcrm.commands import Command, Day, Invocation, pass_invocation


@click.command("backtest", cls=Command, help=__doc__)
@click.option(
    "--from",
    "start",
    metavar="DATE",
    type=Day(),
    help="The first day; three years back unless given.",
)
@click.option("--to", "end", metavar="DATE", type=Day(), help="The last day; today unless given.")
@click.option("--step", default="7d", show_default=True, help="How often to look.")
@click.option(
    "--within", default="90d", show_default=True, help="How soon after an alarm a loss counts."
)
@click.option("--json", "form", flag_value="json", help="The report's data as JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    start: date | None,
    end: date | None,
    step: str,
    within: str,
    form: str | None,
) -> None:
    from vaultcrm.commands._backtest import period, run
    from vaultcrm.commands._reports import show
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        show(session, run(session.book, period(session.book, start, end, step, within)), form)
