"""The server as a program, under load, and with a tab of many rows."""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests

from tests.fakes import google
from tests.fakes.conftest import BOOK, Api
from tests.fakes.sheets_server import SheetsServer

ROOT = Path(__file__).parents[2]


def test_it_runs_by_hand_with_an_empty_store_and_any_token():
    command = [sys.executable, "-u", "-m", "tests.fakes.sheets_server", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            headers = {"Authorization": "Bearer whatever"}
            made = requests.post(
                f"{url}/v4/spreadsheets", json={}, headers=headers, timeout=10
            ).json()
            path = f"{url}/v4/spreadsheets/{made['spreadsheetId']}/values/Sheet1!A1"
            requests.put(
                path,
                json={"values": [["x"]]},
                params={"valueInputOption": "RAW"},
                headers=headers,
                timeout=10,
            )
            assert requests.get(path, headers=headers, timeout=10).json()["values"] == [["x"]]
            assert (
                requests.get(
                    f"{url}/v4/spreadsheets/other", headers=headers, timeout=10
                ).status_code
                == 404
            )
        finally:
            process.terminate()


def test_it_starts_and_stops_in_milliseconds():
    start = time.perf_counter()
    for _ in range(20):
        with SheetsServer():
            pass

    assert (time.perf_counter() - start) / 20 < 0.1


def test_many_writers_lose_nothing(server):
    server.seed(BOOK)

    def write(number):
        api = Api(server)
        for turn in range(10):
            api.append("Sheet1", [[number, turn]])
        api.session.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = server.grid(BOOK, "Sheet1")
    assert sorted(map(tuple, rows)) == [(number, turn) for number in range(8) for turn in range(10)]


def test_a_tab_of_two_hundred_thousand_rows_is_read_in_pieces(server):
    count = 200_000
    columns = [
        [f"L{row % 500}" for row in range(count)],
        list(range(count)),
        [None] * count,
        ["vỡ"] * count,
    ]
    server.seed(BOOK, {"Big": columns, "Small": [["x"]]}, columns=True)
    client = google.http_client(server)

    read = []
    options = {"majorDimension": "COLUMNS", "valueRenderOption": "UNFORMATTED_VALUE"}
    for start in range(0, count, 50_000):
        answer = client.values_batch_get(
            BOOK, [f"Big!A{start + 1}:D{start + 50_000}"], params=options
        )
        [labels, numbers, blanks, _] = answer["valueRanges"][0]["values"]
        assert (len(labels), blanks) == (50_000, [])
        read += numbers
    client.batch_update(
        BOOK,
        {
            "requests": [
                {
                    "insertDimension": {
                        "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
                    }
                }
            ]
        },
    )

    assert read == list(range(count))
    assert server.grid(BOOK, "Big!B1:B3") == [[0], [], [1]]
    client.session.close()
