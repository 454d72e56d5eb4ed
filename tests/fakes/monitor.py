"""A healthchecks server on loopback that takes notes, and can be slow or refuse."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        time.sleep(self.server.delay)
        self.server.seen.append((self.path, body))
        with contextlib.suppress(OSError):
            self.send_response(self.server.status)
            self.end_headers()

    def log_message(self, *args):
        """Stay silent."""


@contextlib.contextmanager
def monitor():
    """A server with `url`, `seen`, `status` and `delay` (seconds before it notes a ping)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as made:
        made.daemon_threads = True
        made.seen, made.status, made.delay = [], 200, 0
        made.url = f"http://127.0.0.1:{made.server_port}/ping/uuid-geheim"
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()
