"""A process that sends a letter and kills itself at a point of its choice; for the tests only."""

import os
import signal
import sys
from datetime import UTC, datetime

from briefs.channels.smtp import Security, SmtpOptions
from jobs.ledger import open_ledger
from jobs.outbox import Outgoing, deliver, key_of, message_id_of, plan, recover

BUYER, TEAM = "buyer@example.com", "team@example.com"
POINTS = (
    "after planning",
    "after RCPT",
    "after marking sending, before DATA",
    "after the 250, before the commit",
    "after the commit",
)
NOW = datetime(2025, 6, 2, 7, 30, tzinfo=UTC)


def letter():
    """The letter that both runs plan."""
    key = key_of(kind="weekly", subject="team", period="2025-W23")
    identity = message_id_of(key, sender="shop@example.com")
    eml = f"Message-ID: {identity}\r\nSubject: briefs\r\n\r\nTwo reorders.\r\n".encode()
    return Outgoing(
        key=key,
        kind="weekly",
        subject_of=("B-MUG",),
        period="2025-W23",
        revision=1,
        message_id=identity,
        subject="briefs",
        eml=eml,
        recipients=(BUYER, TEAM),
    )


def channel(port):
    """The server of the test."""
    return SmtpOptions(host="127.0.0.1", port=port, security=Security.NONE).channel()


def round_trip(ledger, way_out, *, on_unknown="resend_once"):
    """What a run does with its letter, as the next start does it too."""
    recover(ledger, now=NOW)
    plan(ledger, letter(), run_id="r1", now=NOW)
    return deliver(
        ledger,
        way_out,
        sender="shop@example.com",
        clock=lambda: NOW,
        sleep=lambda _: None,
        on_unknown=on_unknown,
    )


def die():
    """As kill -9, a power cut or the system without memory do it."""
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """A way out that kills its process at the first recipient."""

    def __init__(self, real, point):
        self.real, self.point = real, point

    def send(self, eml, *, sender, recipient, before_data):
        def before():
            if self.point == "after RCPT":
                die()
            before_data()
            if self.point == "after marking sending, before DATA":
                die()

        reply = self.real.send(eml, sender=sender, recipient=recipient, before_data=before)
        if self.point == "after the 250, before the commit":
            die()
        return reply


def deliver_and_die(url, port, point):
    """The whole life of one process."""
    ledger = open_ledger(url, spreadsheet="shop")
    if point == "after planning":
        plan(ledger, letter(), run_id="r1", now=NOW)
        die()
    if point == "after the commit":
        settle = ledger.settle_delivery

        def last(key, recipient, **values):
            settle(key, recipient, **values)
            if values.get("state") == "sent":
                die()

        ledger.settle_delivery = last
    round_trip(ledger, Deadly(channel(int(port)), point))


def main():
    """Fork for every line of the input, so that imports are paid once; tell how each one ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            deliver_and_die(*line.rstrip("\n").split("\t"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
