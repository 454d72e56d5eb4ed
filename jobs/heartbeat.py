"""Tells a healthchecks server how a run went; it can neither fail nor delay a job."""

import queue
import threading
import urllib.error
import urllib.request

from jobs.logs import LOGGER

TIMEOUT, TRIES = 10.0, 3
PAUSE = 1.0  # seconds between tries
LIMIT = 10_000  # bytes that such a server keeps of a body
_BUSY = 429


class Heartbeat:
    """Pings of one run, sent in order by a thread of their own; without a URL nothing is sent."""

    def __init__(
        self, url: str | None, run_id: str, *, timeout: float = TIMEOUT, pause: float = PAUSE
    ) -> None:
        self.url = url.rstrip("/") if url else None
        self.run_id = run_id
        self.timeout, self.pause = timeout, pause
        self._waiting: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Say that the run has begun."""
        self._ping("/start", "")

    def finish(self, exit_code: int, line: str) -> None:
        """Say how it ended; any status but 0 is a failure there."""
        self._ping(f"/{int(exit_code)}", line)

    def note(self, line: str) -> None:
        """Leave a line that changes no state, as when another run holds the lock."""
        self._ping("/log", line)

    def wait(self, seconds: float) -> None:
        """Give what is under way a moment before the process ends; nothing is sent after this."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(seconds)

    def _ping(self, path: str, body: str) -> None:
        if self.url is None:
            return
        self._waiting.put((f"{self.url}{path}?rid={self.run_id}", body))
        if self._thread is None:
            self._thread = threading.Thread(target=self._send_all, name="heartbeat", daemon=True)
            self._thread.start()

    def _send_all(self) -> None:
        while (ping := self._waiting.get()) is not None:
            reason = self._send(*ping)
            if reason is not None:
                LOGGER.warning("the healthcheck server did not take the ping (%s)", reason)

    def _send(self, address: str, body: str) -> str | None:
        reason = None
        for number in range(TRIES):
            if number:
                threading.Event().wait(self.pause)
            reason, final = self._try(address, body.encode()[:LIMIT])
            if reason is None or final:
                break
        return reason

    def _try(self, address: str, body: bytes) -> tuple[str | None, bool]:
        if not address.startswith(("http://", "https://")):
            return "not an http address", True
        request = urllib.request.Request(address, data=body)  # noqa: S310 - http only
        try:
            with urllib.request.urlopen(request, timeout=self.timeout):  # noqa: S310 - http only
                return None, True
        except urllib.error.HTTPError as error:
            error.close()
            return f"status {error.code}", error.code < 500 and error.code != _BUSY  # noqa: PLR2004
        except Exception as error:  # noqa: BLE001 - no ping may ever end a job
            return type(error).__name__, False
