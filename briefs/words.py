"""One language: its words from templates/<language>/words, and how it writes numbers and days."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 - a method of the protocol is called date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Self

import yaml
from babel.dates import format_date
from babel.numbers import (
    format_currency,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)

from quality.prices import price_places
from quality.words import plain

_SLOT = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}|]*)\|([^{}|]*))?\}")
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class WordsError(ValueError):
    """The words of a language cannot be used; one line a mistake, each with file and line."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class UnknownLanguageError(WordsError):
    """There is no folder of words for this language."""

    def __init__(self, language: str) -> None:
        known = ", ".join(languages())
        super().__init__(
            [f"{language!r} is not a language that is spoken here; there are: {known}"]
        )
        self.language = language


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """One language; implements `quality.words.Words`.

    Attributes:
        language: Code of the folder: vi, en or zh.
        texts: All words by their full key.
        ordinary_spaces: True: no fixed and no thin spaces, as people type them into cells.
    """

    language: str
    texts: Mapping[str, str]
    ordinary_spaces: bool = False
    _sections: dict[str, dict[str, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # once any of them was asked for

    @property
    def plain(self) -> Self:
        """The same words with ordinary spaces only, for the cells of a sheet."""
        ordinary = {key: self.plainly(text) for key, text in self.texts.items()}
        return replace(self, texts=MappingProxyType(ordinary), ordinary_spaces=True)

    def __call__(self, key: str, /, **slots: object) -> str:
        """Return the words of a key, its slots filled in.

        A number in a slot is written as the language writes it, a day as well. A slot with two
        forms, `{n} {n:row|rows}`, is the first of them for 1. Slots that the sentence does not
        have are left out.

        Raises:
            KeyError: If the language has no such key, or a slot is missing or None.
        """
        text = self.texts[key]

        def filled(match: re.Match[str]) -> str:
            value = slots.get(match[1])
            if value is None:
                msg = f"{key}: {{{match[1]}}} is not given"
                raise KeyError(msg)
            said, one, other = self.said(value), match[2], match[3]
            if one is None:
                return said
            return str(one if said == "1" else other)

        return _SLOT.sub(filled, text) if "{" in text else text

    def get(self, key: str) -> str | None:
        """Return the words of a key without slots, or None."""
        return self.texts.get(key)

    def section(self, prefix: str) -> Mapping[str, str]:
        """Return all words below a prefix, keyed by the rest of their key."""
        if not self._sections:
            self._sections.update(_by_section(self.texts))
        return self._sections.get(prefix, {})

    def said(self, value: object) -> str:
        """Write any value: a number or a day by the language's rules, the rest as it is."""
        if isinstance(value, bool | str):
            return str(value)
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, float | Decimal):
            return self.number(value, min(2, _decimals(_exact(value))))
        if isinstance(value, Date):
            return self.date(value)
        return str(value)

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        """Write a number, halves rounded up, with the language's separators.

        Raises:
            ValueError: If it is not finite.
        """
        return self._spaced(_number(value, digits, self._locale))

    def percent(self, fraction: float, digits: int = 1) -> str:
        """Write a fraction (0 to 1) as a percentage that never breaks before its sign."""
        return self("format.percent", n=self.number(_exact(fraction) * 100, digits))

    def percentage(self, fraction: float) -> str:
        """Write an agreed percentage with as many decimals as it has: 5 %, 7.5 %."""
        share = _rounded(_exact(fraction) * 100, 1)
        return self.percent(fraction, 0 if share == share.to_integral_value() else 1)

    def count(self, units: float) -> str:
        """Write a number of units with the language's counter word."""
        return self("count.one" if units == 1 else "count.other", n=self.number(units))

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount with its currency; a whole amount without decimals."""
        whole = _rounded(_exact(amount), 0) == _exact(amount)
        return self._money(amount, currency, 0 if whole else get_currency_precision(currency))

    def price(self, amount: Decimal, currency: str, digits: int | None = None) -> str:
        """Write a unit price with its currency and all its decimals, or so many."""
        usual = get_currency_precision(currency)
        return self._money(amount, currency, usual if digits is None else digits)

    def price_digits(self, before: Decimal | None, after: Decimal | None, currency: str) -> int:
        """Return the decimals that show the difference of two unit prices."""
        usual = get_currency_precision(currency)
        if before is None or after is None:
            return int(usual)
        return price_places(before, after, least=usual)

    def date(self, day: Date, *, year: bool = False, weekday: bool = False) -> str:
        """Write a day: `5 Dec`, `05/12`, `12月5日`; on demand with its year and weekday."""
        written = self._day(day, "format.date_year" if year else "format.date")
        if not weekday:
            return written
        return self(
            "format.weekday", day=written, weekday=self.texts[f"weekday.{day.isoweekday()}"]
        )

    def long_date(self, day: Date) -> str:
        """Write a day as a letter does: `5 December`."""
        return self._day(day, "format.date_long")

    def month(self, day: Date) -> str:
        """Write a month with its year."""
        return self._day(day, "format.month")

    def joined(self, items: list[str]) -> str:
        """Join items as a list of this language, without an `and`."""
        return self.texts["format.list_separator"].join(items)

    def _money(self, amount: Decimal, currency: str, digits: int) -> str:
        if f"money.{currency}" in self.texts:
            return self(f"money.{currency}", n=self.number(amount, digits))
        number = "#,##0" if digits == 0 else f"#,##0.{'0' * digits}"
        text = format_currency(
            _rounded(_exact(amount), digits),
            currency,
            f"¤{number}" if self.texts["format.currency"] == "before" else f"{number}\u00a0¤",
            locale=self._locale,
            currency_digits=False,
        )
        return self._spaced(text)

    @staticmethod
    def plainly(text: str) -> str:
        """Return a text with ordinary spaces in place of fixed and thin ones."""
        return plain(text)

    @property
    def _locale(self) -> str:
        return self.texts["format.locale"]

    def _day(self, day: Date, key: str) -> str:
        months = self.texts["format.month_locale"]
        return self._spaced(format_date(day, self.texts[key], locale=months))

    def _spaced(self, text: str) -> str:
        return self.plainly(text) if self.ordinary_spaces else text


def languages() -> tuple[str, ...]:
    """Return the codes of all languages that have words."""
    folders = files("templates").iterdir()
    return tuple(sorted(folder.name for folder in folders if _word_files(folder)))


@cache
def load_words(language: str) -> LanguageWords:
    """Return a language with the words of all its files.

    Raises:
        UnknownLanguageError: If there is no such language.
        WordsError: If a file has a mistake; all mistakes are named.
    """
    if language not in languages():
        raise UnknownLanguageError(language)
    return LanguageWords(language, read_words(_word_files(files("templates") / language)))


def read_words(sources: list[Traversable]) -> Mapping[str, str]:
    """Return the words of some files in one mapping, nested keys joined by dots.

    Raises:
        WordsError: If a key is there twice, or a file is not a tree of texts.
    """
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    mistakes: list[str] = []
    for source in sources:
        try:
            tree = yaml.compose(source.read_text(encoding="utf-8"), Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            mistakes.append(f"{source}:{line}: {error.problem}")
            continue
        for key, node in _leaves(tree):
            place = f"{source}:{node.start_mark.line + 1}"
            problem = _problem(key, node, places)
            if problem:
                mistakes.append(f"{place}: {problem}")
                continue
            places[key] = place
            texts[key] = unicodedata.normalize("NFC", node.value)
    if mistakes:
        raise WordsError(mistakes)
    return MappingProxyType(texts)


def slots(text: str) -> frozenset[str]:
    """Return the names of the slots of a sentence."""
    return frozenset(match[1] for match in _SLOT.finditer(text))


def _by_section(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the words below each prefix, keyed by the rest of their key."""
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    for key, text in texts.items():
        dot = key.find(".")
        while dot >= 0:
            sections[key[:dot]][key[dot + 1 :]] = text
            dot = key.find(".", dot + 1)
    return sections


def _word_files(folder: Traversable) -> list[Traversable]:
    words = folder / "words"
    if not words.is_dir():
        return []
    found = [source for source in words.iterdir() if source.name.endswith(".yaml")]
    return sorted(found, key=lambda source: source.name)


def _leaves(node: yaml.Node | None, prefix: str = "") -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        if node is not None:
            yield prefix, node
        return
    for key, value in node.value:
        yield from _leaves(value, f"{prefix}.{key.value}" if prefix else str(key.value))


def _problem(key: str, node: yaml.Node, places: Mapping[str, str]) -> str | None:
    if not key or not isinstance(node, yaml.ScalarNode):
        return f"{key or 'the file'} must be a text, or a tree of texts"
    if key in places:
        return f"{key} is already in {places[key]}"
    return None


@lru_cache(maxsize=10_000)
def _number(value: float | Decimal, digits: int, locale: str) -> str:
    """The same few numbers come again and again, and each takes long to write."""
    return f"{_rounded(_exact(value), digits):,f}".translate(_signs(locale))


@cache
def _signs(locale: str) -> Mapping[int, str]:
    """Return what a language writes for the signs in `-1,234.5`."""
    written = {
        ",": get_group_symbol(locale),
        ".": get_decimal_symbol(locale),
        "-": get_minus_sign_symbol(locale),
    }
    return str.maketrans(written)


def _exact(value: float | Decimal) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        msg = f"{value} cannot be written as a number"
        raise ValueError(msg)
    return exact


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
