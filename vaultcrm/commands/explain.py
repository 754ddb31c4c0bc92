"""Explain a rule or a derived fact.

RULE is a rule of vaultcrm check, or one of your own (what it finds, why it matters, what to do), or
a fact such as crm.silence (what it means, and what it rests on). Without RULE, all rules are
listed; with the name of a group those of that group, with crm all facts.

Examples:
  vaultcrm explain
  vaultcrm explain yaml/duplicate-key
  vaultcrm explain link
  vaultcrm explain crm.silence
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import rules
from vaultcrm.commands._facts import FACTS


@click.command("explain", cls=Command, help=__doc__)
@click.argument("rule", required=False, shell_complete=rules)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(invocation: Invocation, rule: str | None, as_json: bool) -> None:
    from vaultcrm.commands._facts import show_facts
    from vaultcrm.commands._rules import list_rules, show_page, vault_here
    from vaultcrm.rules.catalogue import chosen, known_rules, rules_of

    if rule and rule.casefold().partition(".")[0] == FACTS:
        show_facts(rule.casefold().partition(".")[2], as_json)
        return
    vault = vault_here(invocation)
    own = rules_of(vault)
    rules = [*chosen([rule] if rule else known_rules(own.rules), (), vault, own).values()]
    if len(rules) == 1 and rules[0].name == rule:
        show_page(rules[0], as_json)
    else:
        list_rules(rules, as_json)
