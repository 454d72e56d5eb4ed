"""The shape of a check: what it is called, what it needs to know, how it looks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding

Look = Callable[[Visit, Voice], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One check.

    Attributes:
        id: Names it in words and in JSON.
        look: Yields its findings, at least one; may leave in the visit what it learned.
        needs: Fields of the visit without which it cannot look.
    """

    id: str
    look: Look
    needs: tuple[str, ...] = ("configuration",)
