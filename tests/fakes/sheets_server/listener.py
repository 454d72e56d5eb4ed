"""The socket: one handler a connection, kept alive, with the faults that need to break it."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.sheets_server.outcome import Outcome
    from tests.fakes.sheets_server.server import SheetsServer


GZIP_FROM = 4096


class Listener(ThreadingHTTPServer):
    """Listens on a port and remembers its open connections, so that it can close them."""

    daemon_threads = True
    request_queue_size = 128
    owner: SheetsServer

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        self._serving: set[threading.Thread] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        thread = threading.Thread(
            target=self._serve_connection, args=(request, client_address), daemon=True
        )
        self._serving.add(thread)
        thread.start()

    def _serve_connection(self, request: Any, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            self._serving.discard(threading.current_thread())

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Close the connections that clients keep alive, and wait a moment for their threads."""
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        for thread in list(self._serving):
            thread.join(timeout=1)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has the server answer it, and sends the answer, or breaks it as a fault says."""

    protocol_version = "HTTP/1.1"
    server_version = "ESF"
    sys_version = ""
    disable_nagle_algorithm = True
    server: Listener

    def log_message(self, *_: Any) -> None:
        """The log is `server.log`."""

    def _serve(self) -> None:
        content = self._read_body()
        override = self.headers.get("X-HTTP-Method-Override")
        target = self.path
        method = self.command
        if override and content and "urlencoded" in self.headers.get("Content-Type", ""):
            target, content, method = (
                f"{self.path.partition('?')[0]}?{content.decode()}",
                b"",
                override,
            )
        outcome = self.server.owner.handle(method, target, self.headers, content)
        self._send(outcome)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the standard library

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            content = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return (
            gzip.decompress(content) if self.headers.get("Content-Encoding") == "gzip" else content
        )

    def _send(self, outcome: Outcome) -> None:
        kind = outcome.fault.kind if outcome.fault is not None else ""
        options = outcome.fault.options if outcome.fault is not None else {}
        if kind == "reset":
            self._reset()
            return
        if kind == "slow_headers":
            time.sleep(options.get("seconds", 1))
        content = outcome.content
        if kind == "empty_200":
            content = b""
        elif kind == "cut_json":
            content = content[: max(1, len(content) // 2)]
        headers = {
            "Vary": "Origin, X-Origin, Referer",
            "Cache-Control": "private",
            **outcome.headers,
        }
        if (
            len(content) > GZIP_FROM
            and "gzip" in self.headers.get("Accept-Encoding", "")
            and kind not in {"cut_json", "slow_body", "long_content_length"}
        ):
            content = gzip.compress(content, compresslevel=1)
            headers["Content-Encoding"] = "gzip"
        length = len(content) + (1000 if kind == "long_content_length" else 0)
        self.send_response(outcome.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if kind == "slow_body":
            half = len(content) // 2
            self.wfile.write(content[:half])
            self.wfile.flush()
            time.sleep(options.get("seconds", 1))
            content = content[half:]
        self.wfile.write(content)
        if kind == "long_content_length":
            self.wfile.flush()
            self.close_connection = True

    def _reset(self) -> None:
        """Close with a reset, so that the client sees a broken connection and no answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
        self.connection.close()
