"""What came of handing one letter over to one recipient, and the shape of every way out."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What a hand-over came to."""

    SENT = "sent"
    LATER = "later"  # refused for now, surely not sent
    REFUSED = "refused"  # this recipient is not taken
    FAILED = "failed"  # this letter is not taken
    UNKNOWN = "unknown"  # the answer never came: it may have been taken
    STOP = "stop"  # nothing can be sent until a person mends something


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer of the other side."""

    outcome: Outcome
    code: int | None = None  # such as 250 or 550
    enhanced: str | None = None  # such as 5.1.1 (RFC 3463)
    text: str = ""


class Channel(Protocol):
    """A way out for finished letters."""

    def send(
        self, eml: bytes, *, sender: str, recipient: str, before_data: Callable[[], None]
    ) -> Reply:
        """Hand a finished letter over to one recipient.

        Args:
            eml: The letter as RFC 5322 bytes.
            sender: Envelope sender, a bare address.
            recipient: One bare address.
            before_data: Called once, just before it cannot be taken back; what it raises is
                raised here, and nothing has been sent then.
        """
        ...
