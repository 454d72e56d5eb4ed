"""A request to end: the first signal is heeded at the next stage border, the second at once."""

import os
import signal
import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Knows whether the process has been asked to end."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._asked = threading.Event()

    def __call__(self) -> bool:
        """Tell whether we have been asked to end."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask to end."""
        self._asked.set()

    def wait(self, seconds: float) -> bool:
        """Wait until we are asked to end, at most so long; tell whether we were.

        The time is the machine's own, so that a clock that is set neither shortens nor
        lengthens it.
        """
        return self._asked.wait(seconds)

    def listen(self) -> None:
        """Take the signals of this process; to be called by its main thread."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def let_go(self) -> None:
        """End at once from here on: where a person waits, and nothing is half done."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def _on_signal(self, number: int, _frame: object) -> None:
        if self.number is not None:
            os._exit(128 + number)
        self.number = number
        self.ask()
