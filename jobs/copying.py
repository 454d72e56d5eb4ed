"""A copy of an SQLite file, taken page by page while it may be in use."""

import sqlite3
from pathlib import Path

OWNER_ONLY = 0o600


def copy_database(database: Path, target: Path) -> None:
    """Copy a database as it stands at one moment; the copy is for its owner only."""
    target.touch(mode=OWNER_ONLY)
    old, new = sqlite3.connect(database), sqlite3.connect(target)
    try:
        old.backup(new)
    finally:
        new.close()
        old.close()
