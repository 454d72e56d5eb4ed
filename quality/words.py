"""How the other rooms speak to people without knowing a language: a protocol, no words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol


class Words(Protocol):
    """One language: its words and how it writes numbers; made by the room that loads files."""

    @property
    def language(self) -> str:
        """Language code: vi, en or zh."""
        ...

    def __call__(self, key: str, /, **slots: object) -> str:
        """Return the word or sentence of a key such as `sku_summary.title`, slots filled in.

        Raises:
            KeyError: If the language has no such key, or a slot is missing.
        """
        ...

    def get(self, key: str) -> str | None:
        """Return the word of a key without slots, or None when the language has none."""
        ...

    def section(self, prefix: str) -> Mapping[str, str]:
        """Return all words below a prefix, keyed by the rest of their key."""
        ...

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        """Write a number with the language's separators."""
        ...

    def percent(self, fraction: float, digits: int = 1) -> str:
        """Write a fraction (0 to 1) as a percentage, kept on one line with its sign."""
        ...

    def count(self, units: float) -> str:
        """Write a number of units with the language's counter word: `15 cái`, `15 pcs`, `15个`."""
        ...

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount with its currency as people of this language write it."""
        ...

    def price(self, amount: Decimal, currency: str, digits: int | None = None) -> str:
        """Write a unit price with its currency and all its decimals, or so many."""
        ...

    def date(self, day: date, *, year: bool = False, weekday: bool = False) -> str:
        """Write a day as people of this language write it."""
        ...

    def joined(self, items: list[str]) -> str:
        """Join items as a list of this language."""
        ...


def plain(text: str) -> str:
    """Return a text with ordinary spaces in place of the fixed and thin ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
