"""A daemon with jobs that do nothing, as a process of its own; for the tests only."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from jobs.configuration import load
from jobs.daemon import serve
from jobs.exits import Exit
from jobs.ledger import open_ledger
from jobs.logs import Redaction, set_up
from jobs.session import Outcome
from jobs.surroundings import Surroundings


def main():
    """Serve until told to end; a `long` job works for a while by stages, a `deaf` one has none."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    set_up(verbosity=1, redact=Redaction(), form="json")

    def job(session):
        print(f"begun {session.run_id}", flush=True)
        if kind == "deaf":
            time.sleep(60)
        for number in range(50 if kind == "long" else 1):
            session.stage(f"stage {number}")
            time.sleep(0.1)
        return Outcome(exit=Exit.OK, message="made")

    around = Surroundings(
        configuration=load(folder / "config.yaml"),
        ledger=open_ledger(f"sqlite:///{folder}/ledger.db", spreadsheet="shop"),
        clock=lambda: datetime.now(UTC),  # noqa: TID251 - a process that lives in real time
        sleep=time.sleep,
    )
    sys.exit(serve({"nightly": job, "weekly": job}, around, tick=0.2))


if __name__ == "__main__":
    main()
