"""Run the server by hand: `python -m tests.fakes.sheets_server --port 8000`."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt

from tests.fakes.sheets_server import numerals
from tests.fakes.sheets_server.quota import MODES
from tests.fakes.sheets_server.server import SheetsServer


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.sheets_server", description="A local Google Sheets server."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument(
        "--quota", choices=MODES, default="off", help="requests a minute (default: off)"
    )
    parser.add_argument(
        "--create-missing",
        action="store_true",
        help="an unknown spreadsheet id is a new empty file, not 404",
    )
    parser.add_argument(
        "--check-schemas",
        action="store_true",
        help="hold requests and answers to the discovery document",
    )
    chosen = parser.parse_args()
    numerals.set_today(dt.date.today())  # noqa: TID251 - run by hand, TODAY() means today
    server = SheetsServer(
        port=chosen.port,
        quota=chosen.quota,
        create_missing=chosen.create_missing,
        check_schemas=chosen.check_schemas,
    )
    print(
        f"Google Sheets server on {server.base_url} (any bearer token; stop with Ctrl-C)",
        flush=True,
    )
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
