"""One round of the post: each recipient in turn, and what an answer means for the others."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from briefs.channels import Channel, Outcome, Reply
from jobs import tables
from jobs.database import iso
from jobs.ledger import Ledger
from jobs.letter_book import Waiting
from jobs.logs import LOGGER

NEXT_TRY = timedelta(minutes=15)  # greylisting needs minutes
GIVE_UP = timedelta(hours=24)
LONGEST_NAP = 1.0  # seconds before a request to stop is seen
_SHUTTING_DOWN = 421

_STATES = {
    Outcome.SENT: "sent",
    Outcome.LATER: "planned",
    Outcome.STOP: "planned",
    Outcome.REFUSED: "refused",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
}


@dataclass(slots=True, kw_only=True)
class PostRound:
    """What the deliveries of one call share, and what came of them."""

    ledger: Ledger
    channel: Channel
    sender: str  # envelope sender of letters that have none of their own
    clock: Callable[[], datetime]
    stop: Callable[[], bool]
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    stopped: Reply | None = None

    @property
    def halted(self) -> bool:
        """Whether nothing more is to be sent in this call."""
        return self.stopped is not None or self.stop()

    def send_all(self, ready: Sequence[Waiting], *, last: bool) -> tuple[Waiting, ...]:
        """Send each; return those that are still to be sent.

        Args:
            ready: What is to be sent.
            last: No other round follows: what is refused for now gets its time of the next try.
        """
        later: list[Waiting] = []
        for place, waiting in enumerate(ready):
            if self.halted:
                return (*later, *ready[place:])
            reply = self._send(waiting)
            if self._settle(waiting, reply, last=last) == "planned":
                later.append(waiting)
            if _unreachable(reply):
                rest = self._put_off(ready[place + 1 :], reply, last=last)
                return (*later[:-1], *rest, *later[-1:])  # another goes first in the next round
        return tuple(later)

    def _put_off(self, rest: Sequence[Waiting], reply: Reply, *, last: bool) -> Sequence[Waiting]:
        if not last:
            return rest
        return [each for each in rest if self._settle(each, reply, last=True) == "planned"]

    def _send(self, waiting: Waiting) -> Reply:
        if waiting.state == "unknown":
            LOGGER.warning(
                "letter %s to %s is sent again: it may be a second copy, with the same Message-ID",
                waiting.key,
                waiting.recipient,
            )

        def before_data() -> None:
            self._note(waiting, state="sending", attempts=tables.delivery.c.attempts + 1)

        return self.channel.send(
            waiting.eml,
            sender=waiting.sender or self.sender,
            recipient=waiting.recipient,
            before_data=before_data,
        )

    def _settle(self, waiting: Waiting, reply: Reply, *, last: bool) -> str:
        state, now = _STATES[reply.outcome], self.clock()
        if state == "planned" and now - waiting.planned_at > GIVE_UP:
            state = "failed"
        values: dict[str, object] = {
            "code": reply.code,
            "enhanced": reply.enhanced,
            "reply": reply.text,
        }
        if state == "planned" and (last or reply.outcome is Outcome.STOP):
            values["next_try_at"] = iso(now + NEXT_TRY)
        if state == "unknown":
            values["unclear"] = tables.delivery.c.unclear + 1
        if state == "sent":
            values["sent_at"] = iso(now)
        self._note(waiting, state=state, **values)
        self._remember(waiting, reply, state)
        return state

    def _remember(self, waiting: Waiting, reply: Reply, state: str) -> None:
        level = "info" if state in {"sent", "planned"} else "warning"
        getattr(LOGGER, level)(
            "letter %s to %s: %s %s", waiting.key, waiting.recipient, state, reply.code or ""
        )
        if state != "planned":
            self.counts[state] += 1
        if state in {"refused", "failed"}:
            self.refused.append((waiting.recipient, reply.text))
        if reply.outcome is Outcome.STOP:
            self.stopped = reply

    def _note(self, waiting: Waiting, **values: object) -> None:
        self.ledger.settle_delivery(waiting.key, waiting.recipient, now=self.clock(), **values)


def pause(seconds: float, *, sleep: Callable[[float], None], stop: Callable[[], bool]) -> None:
    """Wait, but not much longer than a second once we have been asked to stop."""
    left = seconds
    while left > 0 and not stop():
        nap = min(LONGEST_NAP, left)
        sleep(nap)
        left -= nap


def _unreachable(reply: Reply) -> bool:
    """Tell whether others would hear the same: there is no server, or it is shutting down."""
    return reply.outcome is Outcome.LATER and reply.code in {None, _SHUTTING_DOWN}
