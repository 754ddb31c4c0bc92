"""Where the program begins: as little as can be, so that it is quick and can be interrupted."""

import gc
import sys

from vaultcrm import __version__
from vaultcrm.errors import EXIT_FINE, EXIT_INTERRUPTED


def main() -> int:
    """Carry out the command line of this process and give its exit status."""
    arguments = sys.argv[1:]
    try:
        if arguments == ["--version"]:
            # By hand, because importing click takes twice as long as all the rest.
            print("vaultcrm", __version__, flush=True)
            return EXIT_FINE
        from vaultcrm.cli import run

        # Hundreds of thousands of small values are made and hardly any circles: looking for these
        # as often as Python does by itself takes a third of the time of a big list.
        gc.set_threshold(100_000, 20, 100)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
