"""Pings tell, and can neither fail nor delay a job."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jobs.heartbeat import Heartbeat


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self.server.seen.append((self.path, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        """Stay silent."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.seen, made.status = [], 200
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_run_is_told_from_start_to_exit_status(server):
    heartbeat = Heartbeat(f"http://127.0.0.1:{server.server_port}/ping/", "run-1")
    heartbeat.start()
    heartbeat.wait(5)
    heartbeat.finish(75, "3 rows")
    heartbeat.wait(5)
    heartbeat.note("busy")
    heartbeat.wait(5)

    assert server.seen == [
        ("/ping/start?rid=run-1", ""),
        ("/ping/75?rid=run-1", "3 rows"),
        ("/ping/log?rid=run-1", "busy"),
    ]


def test_a_server_that_refuses_is_asked_three_times_and_only_logged(server, caplog):
    server.status = 404
    heartbeat = Heartbeat(f"http://127.0.0.1:{server.server_port}", "run-1")
    heartbeat.start()
    heartbeat.wait(5)

    assert len(server.seen) == 3
    assert "did not answer (HTTPError)" in caplog.text


def test_without_a_url_nothing_is_sent():
    heartbeat = Heartbeat(None, "run-1")
    heartbeat.start()
    heartbeat.wait(1)
