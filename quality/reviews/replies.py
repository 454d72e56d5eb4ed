"""Whether a public reply helps the next buyer: what it lacks, and what it repeats."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise, product
from math import ceil

from quality.reviews.phrases import PhraseBook
from quality.reviews.text import Spelling, review_text
from quality.rules import ReviewRules

_AS_TYPED = Spelling(teencode={}, kept_after={})
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|[\r\n]+")
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"(?<!\d)(\+?84|0)[\s.-]?\d{2,3}[\s.-]?\d{3}[\s.-]?\d{3,4}(?!\d)")
_LINK = re.compile(
    r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|\b[a-z0-9-]+\.(com|vn|net|org|ly)\b|\b(zalo|t|m)\.me\b",
    re.IGNORECASE,
)


class Fault(StrEnum):
    """What is wrong with a public reply."""

    NO_ACKNOWLEDGEMENT = "no_acknowledgement"  # not in its first sentence
    BLAME = "blame"
    NO_ACTION = "no_action"  # a vague promise, or nothing at all
    TOO_LONG = "too_long"  # sentences
    TOO_WORDY = "too_wordy"  # words, in few sentences
    PERSONAL = "personal"  # a phone number, a link or the order's reference
    SAME_AS = "same_as"  # nearly a copy of another reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyProblem:
    """One thing to mend in a reply.

    Attributes:
        fault: What is wrong.
        found: The words it was seen by, the number of sentences or words, or the row of the copy.
    """

    fault: Fault
    found: str = ""

    @property
    def code(self) -> str:
        """`fault:found`, as the review queue holds it."""
        return f"{self.fault}:{self.found}" if self.found else str(self.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRules:
    """The words that replies are judged by; all in text without accents.

    Attributes:
        acknowledgements: Words that show the problem was read.
        blame: Words that put it on the carrier, the factory, the buyer or a policy.
        promises: Words that promise something vague.
        actions: Words that name something done or being done.
        recorded: Kinds of action by the words with which a team records them.
    """

    acknowledgements: PhraseBook
    blame: PhraseBook
    promises: PhraseBook
    actions: PhraseBook
    recorded: Mapping[str, PhraseBook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A public reply in the Reviews tab.

    Attributes:
        row: 1-based row in the sheet.
        text: The reply.
        replied_on: Its day; a reply without one is compared with all others.
    """

    row: int
    text: str
    replied_on: date | None


def check_reply(
    text: str,
    *,
    words: ReplyRules,
    rules: ReviewRules,
    order_ref: str | None = None,
    copy_of: int | None = None,
) -> tuple[ReplyProblem, ...]:
    """Name everything to mend in one public reply; empty when it is good.

    Args:
        text: The reply.
        words: The words it is judged by.
        rules: Longest reply.
        order_ref: The order's reference, which has no place in public.
        copy_of: Row of another reply that is nearly the same, from `near_copies`.
    """
    sentences = _sentences(text)
    faults: list[ReplyProblem] = []
    if not _first(words.acknowledgements, sentences[0] if sentences else ""):
        faults.append(ReplyProblem(fault=Fault.NO_ACKNOWLEDGEMENT))
    if blamed := _first(words.blame, text):
        faults.append(ReplyProblem(fault=Fault.BLAME, found=blamed))
    if not _first(words.actions, text):
        faults.append(ReplyProblem(fault=Fault.NO_ACTION, found=_first(words.promises, text)))
    if len(sentences) > rules.max_sentences:
        faults.append(ReplyProblem(fault=Fault.TOO_LONG, found=str(len(sentences))))
    elif (count := len(_WORD.findall(text))) > rules.max_words:
        faults.append(ReplyProblem(fault=Fault.TOO_WORDY, found=str(count)))
    if _PHONE.search(text) or _LINK.search(text) or _names(order_ref, text):
        faults.append(ReplyProblem(fault=Fault.PERSONAL))
    if copy_of is not None:
        faults.append(ReplyProblem(fault=Fault.SAME_AS, found=str(copy_of)))
    return tuple(faults)


def _names(order_ref: str | None, text: str) -> bool:
    """Tell whether a text holds the reference, and not only inside a longer word or number."""
    if not order_ref:
        return False
    whole = rf"(?<!\w){re.escape(order_ref.casefold())}(?!\w)"
    return re.search(whole, text.casefold()) is not None


def near_copies(replies: Iterable[Reply], *, rules: ReviewRules) -> dict[int, int]:
    """Find replies that are nearly the same: each one's row with the row of another.

    Two replies are compared when they are at most `rules.copy_days` apart, after names and numbers
    are left out; they are copies from `rules.copy_similarity` on (difflib's ratio over words).
    """
    by_text: dict[tuple[str, ...], list[Reply]] = defaultdict(list)
    for reply in replies:
        by_text[comparable(reply.text)].append(reply)
    copies: dict[int, int] = {}
    for first, second in _alike(by_text, least=rules.copy_similarity):
        if _days_apart(first, second) <= rules.copy_days:
            copies.setdefault(first.row, second.row)
            copies.setdefault(second.row, first.row)
    return copies


def comparable(text: str) -> tuple[str, ...]:
    """Words of a reply without numbers and without names (capitals inside a sentence)."""
    words: list[str] = []
    for sentence in _sentences(unicodedata.normalize("NFC", text)):
        for place, word in enumerate(_WORD.findall(sentence)):
            named = place > 0 and word[0].isupper()
            if not named and not any(char.isdigit() for char in word):
                words.append(word.casefold())
    return tuple(words)


def similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """Share of words that two replies have in common, in order, 0 to 1."""
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def recorded_actions(action: str | None, *, words: ReplyRules) -> tuple[str, ...]:
    """Kinds of action in what the team wrote, in the order it wrote them."""
    text = _plain(action or "")
    first = {
        code: min((found.start for found in book.find(text)), default=None)
        for code, book in words.recorded.items()
    }
    places = {code: start for code, start in first.items() if start is not None}
    return tuple(sorted(places, key=lambda code: places[code]))


def _alike(
    by_text: Mapping[tuple[str, ...], list[Reply]], *, least: float
) -> Iterator[tuple[Reply, Reply]]:
    """Pairs of replies: neighbours in time among equal texts, then texts that are alike enough."""
    for equal in by_text.values():
        yield from pairwise(sorted(equal, key=_day))
    texts = list(by_text)
    for first, second in _with_rare_words_in_common(texts, least=least):
        if similarity(texts[first], texts[second]) >= least:
            yield min(
                product(by_text[texts[first]], by_text[texts[second]]),
                key=lambda pair: _days_apart(*pair),
            )


def _with_rare_words_in_common(
    texts: Sequence[tuple[str, ...]], *, least: float
) -> Iterator[tuple[int, int]]:
    """Pairs that can reach a similarity at all, found without trying every pair.

    Two texts that share a given part of their words share one of each text's rarest few (prefix
    filter of set similarity joins: Chaudhuri, Ganti and Kaushik 2006).
    """
    counted = [_counted(text) for text in texts]
    frequency = Counter(word for words in counted for word in words)
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, words in enumerate(counted):
        rarest = sorted(words, key=lambda word: (frequency[word], word))
        few = rarest[: len(words) - ceil(least / (2 - least) * len(words)) + 1]
        for other in sorted({other for word in few for other in places[word]}):
            yield other, index
        for word in few:
            places[word].append(index)


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """Tell the first, second, ... occurrence of a word apart."""
    seen: Counter[str] = Counter()
    counted = []
    for word in words:
        seen[word] += 1
        counted.append((word, seen[word]))
    return counted


def _day(reply: Reply) -> tuple[date, int]:
    return (reply.replied_on or date.max, reply.row)


def _days_apart(first: Reply, second: Reply) -> int:
    if first.replied_on is None or second.replied_on is None:
        return 0
    return abs((first.replied_on - second.replied_on).days)


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def _plain(text: str) -> str:
    return review_text(text, spelling=_AS_TYPED).plain


def _first(book: PhraseBook, text: str) -> str:
    """Words of the earliest phrase of a book in a text, as they were typed, or ""."""
    typed = review_text(text, spelling=_AS_TYPED)
    first = min(book.find(typed.plain), key=lambda found: (found.start, -found.end), default=None)
    return typed.marked[first.start : first.end].strip() if first else ""
