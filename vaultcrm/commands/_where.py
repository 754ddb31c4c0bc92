"""What the beginning of a command line means; nothing is opened for it."""

import os
from datetime import datetime, time
from pathlib import Path

from vaultcrm.commands import Invocation
from vaultcrm.reading.whereabouts import find_vault


def root_of(invocation: Invocation) -> Path:
    return find_vault(invocation.vault, os.environ, Path.cwd())


def now_of(invocation: Invocation) -> datetime:
    day = invocation.today
    return datetime.combine(day, time()) if day else datetime.now()
