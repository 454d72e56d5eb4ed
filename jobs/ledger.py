"""What the program remembers: runs, slots, deliveries, states over nights, backups.

SQLite beside the configuration by default (WAL, synchronous=FULL, so that a power cut never
forgets a sent mail), PostgreSQL by URL where several machines share the work.
"""

from jobs.alert_book import AlertBook
from jobs.database import NO_PATIENCE, LedgerError, Patience, iso, moment, open_engine, upsert
from jobs.kept_book import Kept, KeptBook
from jobs.letter_book import LetterBook
from jobs.night_book import NightBook
from jobs.run_book import Run, RunBook
from jobs.signal_book import SignalBook
from jobs.slot_book import SlotBook

__all__ = ["Kept", "Ledger", "LedgerError", "Run", "iso", "moment", "open_ledger", "upsert"]


class Ledger(RunBook, SlotBook, LetterBook, AlertBook, SignalBook, NightBook, KeptBook):
    """The ledger of one spreadsheet; many teams may share its database."""


def open_ledger(url: str, *, spreadsheet: str, patience: Patience = NO_PATIENCE) -> Ledger:
    """Open a ledger and bring it to this program's form.

    Args:
        url: `sqlite:///path` or `postgresql+pg8000://...`.
        spreadsheet: Which spreadsheet the states belong to.
        patience: How long a server that is down is waited for.

    Raises:
        LedgerError: If it cannot be opened, or was written by a newer program.
    """
    return Ledger(open_engine(url, patience=patience), spreadsheet)
