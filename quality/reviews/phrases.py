"""Phrases as people can write them, and a book that finds them in a text quickly.

A phrase is words, with these marks: `(a|b)` one of several, `(a)?` may be missing, `..` up to 4
words without a comma, `...` up to 9 words, `<name>` a named list of words, `#` a number, `crack*`
any ending. No phrase runs over the end of a sentence.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

_GAPS = {"..": 4, "...": 9}
_PART = re.compile(r"\.{2,3}|\([^()]*\)\??|<\w+>|[^\s()<>]+")
_STEM = 4  # letters of a word with any ending that find it again


class PhraseError(ValueError):
    """A phrase that cannot be read.

    Attributes:
        phrase: As it was written.
        reason: What is wrong with it.
    """

    def __init__(self, phrase: str, reason: str) -> None:
        self.phrase = phrase
        self.reason = reason
        super().__init__(f"phrase {phrase!r}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What phrases are read with.

    Attributes:
        sets: Words behind each `<name>`.
        negators: Words that turn a sentence round; a gap never runs over one.
        fillers: Words that may stand between a negator and what it denies.
    """

    sets: Mapping[str, tuple[str, ...]]
    negators: frozenset[str]
    fillers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase in a text: where, and the words that matched."""

    index: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Element:
    """One part of a phrase: alternatives, or a gap when there are none."""

    options: tuple[str, ...]
    optional: bool = False
    gap: int = 0

    @property
    def anchors(self) -> tuple[str, ...]:
        """First words of the alternatives, of which one must be in the text."""
        return tuple(option.split(" ", 1)[0] for option in self.options)

    @property
    def anchored(self) -> bool:
        return not self.optional and not self.gap and not any("#" in a for a in self.anchors)


class PhraseBook:
    """Many phrases, each compiled once, found in a text without trying all of them.

    Every phrase has one part of which a word must be in the text; only the phrases whose word is
    there are tried.
    """

    def __init__(
        self,
        phrases: Iterable[str],
        *,
        wording: Wording,
        form: Callable[[str], str] = str,
    ) -> None:
        """Read phrases.

        Args:
            phrases: In the notation of this module.
            wording: Named lists and negators.
            form: Applied to every word, such as stripping accents.

        Raises:
            PhraseError: If a phrase cannot be read or names a list that does not exist.
        """
        self._negators = frozenset(form(word) for word in wording.negators)
        self._denied = _denied(self._negators, {form(word) for word in wording.fillers})
        parts = [_elements(phrase, wording.sets, form) for phrase in phrases]
        self._parts = parts
        self._stops = _either(self._negators)
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._negated = [bool(set(e[0].anchors) & self._negators) for e in parts]
        self._words: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._index(parts)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the first place of each phrase that is not denied there.

        Args:
            text: Words parted by single blanks, with a blank at both ends.
        """
        for index in sorted(self._candidates(text)):
            for place in self._pattern(index).finditer(text):
                if self._negated[index] or not self._denied.search(text, 0, place.start() + 1):
                    yield Found(index, place.start(), place.end(), place[0].strip())
                    break

    def _pattern(self, index: int) -> re.Pattern[str]:
        """Compile a phrase when a text may first hold it: most phrases of a book never are."""
        pattern = self._patterns.get(index)
        if pattern is None:
            pattern = self._patterns[index] = _compiled(self._parts[index], self._stops)
        return pattern

    def _candidates(self, text: str) -> set[int]:
        candidates: set[int] = set()
        for word in set(text.split()):
            candidates.update(self._words.get(word, ()))
            candidates.update(self._stems.get(word[:_STEM], ()))
        return candidates

    def _index(self, parts: list[tuple[_Element, ...]]) -> None:
        common = Counter(a for elements in parts for e in elements for a in e.anchors)
        for index, elements in enumerate(parts):
            rarest = min(
                (element for element in elements if element.anchored),
                key=lambda element: sum(common[a] for a in element.anchors),
            )
            for anchor in set(rarest.anchors):
                if anchor.endswith("*"):
                    self._stems[anchor[:_STEM]].append(index)
                else:
                    self._words[anchor].append(index)


def _elements(
    phrase: str, sets: Mapping[str, tuple[str, ...]], form: Callable[[str], str]
) -> tuple[_Element, ...]:
    parts = _PART.findall(phrase)
    if "".join(parts).replace(" ", "") != phrase.replace(" ", ""):
        raise PhraseError(phrase, "has a bracket that does not close")
    elements = tuple(_element(part, phrase, sets, form) for part in parts)
    if not any(element.anchored for element in elements):
        raise PhraseError(phrase, "needs at least one word that must be there")
    for element in elements:
        for anchor in element.anchors:
            if anchor.endswith("*") and len(anchor) <= _STEM:
                raise PhraseError(phrase, f"{anchor} needs at least {_STEM} letters before *")
    return elements


def _element(
    part: str, phrase: str, sets: Mapping[str, tuple[str, ...]], form: Callable[[str], str]
) -> _Element:
    if part in _GAPS:
        return _Element((), gap=_GAPS[part])
    optional = part.endswith(")?")
    options: list[str] = []
    for option in part.strip("()?").split("|"):
        options.extend(_named(option, phrase, sets) if option.startswith("<") else [option])
    return _Element(tuple(form(option.strip()) for option in options), optional=optional)


def _named(option: str, phrase: str, sets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = option.strip("<>")
    if name not in sets:
        raise PhraseError(phrase, f"there is no list named {name}")
    return sets[name]


def _compiled(elements: tuple[_Element, ...], stops: str) -> re.Pattern[str]:
    return re.compile("".join(_pattern(element, stops) for element in elements) + "(?= )")


def _pattern(element: _Element, stops: str) -> str:
    if element.gap:
        ends = "|" if element.gap == _GAPS["..."] else "|,"
        return f"(?: (?!(?:{stops}) )[^ {ends}]+){{0,{element.gap}}}?"
    return f"(?: (?:{_either(element.options)}))" + ("?" if element.optional else "")


def _either(options: Iterable[str]) -> str:
    longest_first = sorted(options, key=lambda option: (-len(option), option))
    return "|".join(
        re.escape(option).replace(r"\*", r"[^ ]*").replace(r"\#", r"\d[^ ]*").replace("\\ ", " ")
        for option in longest_first
    )


def _denied(negators: frozenset[str], fillers: set[str]) -> re.Pattern[str]:
    return re.compile(rf" (?:{_either(negators)})(?: (?:{_either(fillers)})){{0,2}} $")
