"""Print a script for your shell that completes our commands.

Install it once, then open a new shell:

\b
  bash  vaultcrm completion bash > ~/.local/share/bash-completion/completions/vaultcrm
  zsh   vaultcrm completion zsh > ~/.zfunc/_vaultcrm
        (with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc)
  fish  vaultcrm completion fish > ~/.config/fish/completions/vaultcrm.fish

Examples:
  vaultcrm completion bash
  source <(vaultcrm completion zsh)
"""

import click
from click.shell_completion import ShellComplete, get_completion_class

from vaultcrm.commands import Command
from vaultcrm.commands._output import emit


@click.command("completion", cls=Command, help=__doc__)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    completion = get_completion_class(shell)
    assert completion is not None
    script = completion(context.find_root().command, {}, "vaultcrm", "_VAULTCRM_COMPLETE")
    # Not `completion.source`, which starts bash to ask for its version.
    emit(ShellComplete.source(script), nl=False)
