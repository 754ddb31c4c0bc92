"""How the program ends: exit statuses, and the one exception that carries one.

A mistake in somebody's note is never an exception: it is a `Problem` (`model.py`), a value that
`check` shows. Only misuse of the program itself (no vault here, an unknown collection, a file that
may not be written) raises `VaultError`.
"""

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_MISUSE = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


class VaultError(Exception):
    """The program cannot do what was asked; `message` says what and where, `hint` what to do."""

    def __init__(self, message: str, hint: str = "", status: int = EXIT_MISUSE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
