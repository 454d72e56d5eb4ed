"""A Google workbook on the local server, with a clock of its own."""

import random

from sheets.backends.google import GoogleOptions
from sheets.backends.pace import Pace
from tests.fakes.sheets_server import ManualClock

BOOK = "book-1"
LOTS = [["Lot", "Units"], ["L1", 200], ["=text?", 3]]


def seeded(server, **more):
    """Put a workbook with one tab of the team on the server."""
    server.seed(BOOK, {"Lots": LOTS[:2]}, title="Quality", locale="vi_VN", **more)
    return server


def opened(server, *, clock=None, deadline=300.0, credentials="none", url=BOOK):
    """Open it; waits go to the clock and not to the wall."""
    clock = clock or ManualClock()
    pace = Pace(
        deadline_seconds=deadline,
        clock=clock,
        sleep=clock.sleep,
        generator=random.Random(7),
    )
    options = GoogleOptions(url=url, credentials=credentials, api_endpoint=server.base_url)
    return options.open(pace)
