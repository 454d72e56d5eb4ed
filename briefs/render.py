"""Templates and words of one language put to facts: plain text, HTML pages, typst sources."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefs.words import LanguageWords, languages, load_words
from quality.vocabulary import DEFECT_TYPES, Vocabulary

THOUSAND = Decimal(1000)
_EMPTY_LINES = re.compile(r"\n{3,}")
YEAR_SHOWN_FROM = 180  # days from the day of the brief at which a date shows its year
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a document: its lines in order, numbered or not."""

    id: str
    label: str
    lines: tuple[str, ...]
    numbered: bool = False


class TypstCode(str):
    """Typst code of our own, which is not escaped again."""

    __slots__ = ()


class MissingValueError(ValueError):
    """A template wanted to print a value that is not there."""


class Writer:
    """Writes documents in one language.

    Args:
        language: Code of the language.
        folder: A team's own templates, which win over the built-in ones of the same name.
        vocabulary: Defect types with the names that a team gave them.
        purchase: Currency of factory prices.
        own: Currency of the team's costs.
    """

    def __init__(
        self,
        language: str,
        *,
        folder: Path | None = None,
        vocabulary: Vocabulary = DEFECT_TYPES,
        purchase: str = "CNY",
        own: str = "VND",
    ) -> None:
        self.words: LanguageWords = load_words(language)
        self.vocabulary = vocabulary
        self.purchase, self.own = purchase, own
        self._folder = folder

    @property
    def language(self) -> str:
        """Code of the language."""
        return self.words.language

    def environment(self, name: str) -> Environment:
        """Return what fills a template: how its values are escaped follows from its name."""
        if name.endswith(".html.j2"):
            return self._html
        return self._typst if name.endswith(".typ.j2") else self._plain

    def text(self, name: str, **facts: object) -> str:
        """Return a plain text; where a part was left out, one empty line stays."""
        text = self._plain.get_template(name).render(facts).strip()
        return self.kept_together(_EMPTY_LINES.sub("\n\n", text)) + "\n"

    def page(self, name: str, **facts: object) -> str:
        """Return an HTML page, every value escaped."""
        return self.kept_together(self._html.get_template(name).render(facts))

    def source(self, name: str, **facts: object) -> str:
        """Return a typst source, every value a typst string."""
        return self._typst.get_template(name).render(facts)

    def sections(self, name: str, **facts: object) -> tuple[Section, ...]:
        """Return the labelled parts that a prose template has something to say for."""
        found: list[Section] = []

        def section(key: str, *, numbered: bool = False, caller: Callable[[], str]) -> str:
            said = (self.kept_together(line).strip() for line in caller().splitlines())
            lines = tuple(line for line in said if line)
            if lines:
                found.append(Section(key, self.words(f"label.{key}"), lines, numbered))
            return ""

        self._plain.get_template(name).render(facts, section=section)
        return tuple(found)

    def kept_together(self, text: str) -> str:
        """Return a text whose numbers do not part from their units at the end of a line."""
        return self._units.sub("\\1\u00a0\\2", text).replace(" = ", " =\u00a0")

    def defects(self, types: Mapping[str, int]) -> str:
        """Return counted defects in words, most frequent first: `12 broken, 2 chipped`."""
        ordered = sorted(types.items(), key=lambda item: -item[1])
        said = [self.defect(code, count) for code, count in ordered if count]
        return self.words("defect_list_separator").join(said)

    def defect(self, code: str, count: int) -> str:
        """Return one counted defect in words."""
        if self.words.get(f"defect_count.{code}") is not None and not self._renamed(code):
            return self.words(f"defect_count.{code}", n=count)
        return self.words("defect_count.named", n=count, name=self.defect_name(code))

    def defect_name(self, code: str) -> str:
        """Return the name of a defect type, a team's own name first, at worst its code."""
        return self._renamed(code) or self.words.get(f"defect_type.{code}") or code

    def _renamed(self, code: str) -> str | None:
        names = self.vocabulary[code].names if code in self.vocabulary else {}
        return names.get(self.language)

    def own_money(self, amount: Decimal) -> str:
        """Return an amount of the team's currency; from a thousand on, in whole thousands."""
        exact = Decimal(str(amount))
        if self.own == "VND" and abs(exact) >= THOUSAND:
            exact = (exact / THOUSAND).quantize(Decimal(1), rounding=ROUND_HALF_UP) * THOUSAND
        return self.words.money(exact, self.own)

    def purchase_money(self, amount: Decimal) -> str:
        """Return an amount of the purchase currency."""
        return self.words.money(amount, self.purchase)

    @cached_property
    def _units(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, self.words("unit_words").split()))
        return re.compile(rf"(\d) ({names})\b")

    @cached_property
    def _plain(self) -> Environment:
        return self._environment(finalize=_one_line)

    @cached_property
    def _html(self) -> Environment:
        return self._environment(finalize=_present, autoescape=True)

    @cached_property
    def _typst(self) -> Environment:
        environment = self._environment(
            finalize=self._typst_value,
            variable_start_string="<<",
            variable_end_string=">>",
            block_start_string="<%",
            block_end_string="%>",
            comment_start_string="<#",
            comment_end_string="#>",
        )
        environment.filters |= {"code": _typst_code, "code_text": _typst_literal}
        return environment

    def _environment(self, **options: Any) -> Environment:  # noqa: ANN401 - Jinja's own options
        own = [FileSystemLoader(self._folder)] if self._folder else []
        environment = _Sandbox(
            loader=ChoiceLoader([*own, PackageLoader("templates", package_path="")]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            **options,
        )
        words = self.words
        environment.globals |= {"t": words, "language": self.language}
        environment.filters |= {
            "number": words.number,
            "short_number": words.said,
            "percent": words.percent,
            "percentage": words.percentage,
            "count": words.count,
            "day": _day(words),
            "weekday": lambda day: words.date(day, weekday=True),
            "full_day": lambda day: words.date(day, year=True),
            "long_day": words.long_date,
            "money": self.purchase_money,
            "price": lambda amount: words.price(amount, self.purchase),
            "own_money": self.own_money,
            "defects": self.defects,
            "defect_name": self.defect_name,
            "listed": words.joined,
        }
        return environment

    def _typst_value(self, value: object) -> str:
        if isinstance(value, TypstCode):
            return value
        return f"#{_typst_text(self.kept_together(_one_line(value)))};"


def writers_of_all(
    *,
    folder: Path | None = None,
    vocabulary: Vocabulary = DEFECT_TYPES,
    purchase: str = "CNY",
    own: str = "VND",
) -> Mapping[str, Writer]:
    """Return a writer for every language; arguments as of `Writer`."""
    return {
        code: Writer(code, folder=folder, vocabulary=vocabulary, purchase=purchase, own=own)
        for code in languages()
    }


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, asked once about each attribute of a type: it looks at nothing else."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own options
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        asked = type(obj), attr
        if asked not in self._safe:
            self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return self._safe[asked]


def _day(words: LanguageWords) -> Callable[[Context, date], str]:
    @pass_context
    def day(context: Context, value: date) -> str:
        as_of: date = context["as_of"]
        return words.date(value, year=abs((value - as_of).days) > YEAR_SHOWN_FROM)

    return day


def _present(value: object) -> object:
    if value is None:
        msg = "a template prints a value that is not there"
        raise MissingValueError(msg)
    return value


def _one_line(value: object) -> str:
    text = unicodedata.normalize("NFC", str(_present(value)))
    return _UNPRINTABLE.sub(" ", text)


def _typst_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _typst_literal(value: object) -> TypstCode:
    """Return a value as a string literal, for a place where typst expects code."""
    return TypstCode(_typst_text(_one_line(value)))


def _typst_code(value: object) -> TypstCode:
    """Return what a template of ours made, or a plain number or list of names, as code."""
    if isinstance(value, tuple):
        return TypstCode(f"({', '.join(_typst_literal(item) for item in value)},)")
    return TypstCode(value)
