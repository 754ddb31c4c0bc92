"""Where the program begins: as little as can be, so that it is quick and can be interrupted."""

import gc
import os
import sys
from contextlib import suppress

from vaultcrm import __version__
from vaultcrm.errors import EXIT_FINE, EXIT_INTERRUPTED


def main() -> int:
    """Carry out the command line of this process and give its exit status.

    A process that ran a command ends here: to free each of the hundreds of thousands of values
    that a big vault becomes would take longer than many an answer."""
    arguments = sys.argv[1:]
    try:
        if arguments == ["--version"]:
            # By hand, because importing click takes twice as long as all the rest.
            print("vaultcrm", __version__, flush=True)
            return EXIT_FINE
        # Hundreds of thousands of small values are made and hardly any circles: looking for these
        # as often as Python does by itself takes a third of the time of a big list.
        gc.set_threshold(1_000_000, 20, 100)
        from vaultcrm.cli import run
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    status = run(arguments)
    with suppress(OSError, ValueError, AttributeError):  # closed, or never there
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
