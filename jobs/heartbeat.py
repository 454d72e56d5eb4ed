"""Tells a healthchecks server how a run went; it can neither fail nor delay a job."""

import logging
import threading
import urllib.error
import urllib.request

TIMEOUT, TRIES = 10, 3
LIMIT = 10_000
LOGGER = logging.getLogger("reorder_brief")


class Heartbeat:
    """Pings of one run; without a URL nothing is sent."""

    def __init__(self, url: str | None, run_id: str, *, timeout: float = TIMEOUT) -> None:
        self.url = url.rstrip("/") if url else None
        self.run_id = run_id
        self.timeout = timeout
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Say that the run has begun."""
        self._ping("/start", "")

    def finish(self, exit_code: int, line: str) -> None:
        """Say how it ended; any status but 0 is a failure there."""
        self._ping(f"/{exit_code}", line)

    def note(self, line: str) -> None:
        """Leave a line that changes no state, as when another run holds the lock."""
        self._ping("/log", line)

    def wait(self, seconds: float) -> None:
        """Give what is under way a moment before the process ends."""
        for thread in self._threads:
            thread.join(seconds)

    def _ping(self, path: str, body: str) -> None:
        if self.url is None:
            return
        address = f"{self.url}{path}?rid={self.run_id}"
        thread = threading.Thread(target=self._send, args=(address, body), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _send(self, address: str, body: str) -> None:
        data = body.encode()[:LIMIT]
        for _ in range(TRIES):
            try:
                request = urllib.request.Request(address, data=data)  # noqa: S310 - from config
                with urllib.request.urlopen(request, timeout=self.timeout):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError, ValueError) as error:
                reason = type(error).__name__
        LOGGER.warning("the healthcheck server did not answer (%s)", reason)
