"""Which of the three kinds a bad review is, with the words that say so, or silence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quality.codes import Bucket
from quality.reviews.lexicon import Language, Lexicon, Term, TermBook
from quality.reviews.text import ReviewText, review_text

_PACKAGING = "packaging"
_CLEARLY = 0.5  # a phrase inside a longer one gives way from this difference in weight
_DENIED = re.compile("(不|没|没有|无|未|ไม่|ไม่มี)$")
_SECOND_TERM = 0.5  # a second term of the same kind says less than the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words of the review that a term found.

    Attributes:
        words: As they stand in the review, in its one spelling.
        term: The lexicon's term.
        start: Where they begin in the prepared text.
        end: Where they end.
    """

    words: str
    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What a review is about, as far as its words say.

    Attributes:
        bucket: The kind of review; None when unsure.
        also: A second kind that the words speak of.
        kind: Defect type of a product defect; else what is unlike the listing or went wrong on
            the way.
        matches: The words that were found, most telling first.
        confidence: 0 to 1, for ordering; not a probability.
        language: Language of the most telling words.
        source: `lexicon`, or `provider` when the optional provider spoke.
    """

    bucket: Bucket | None = None
    also: Bucket | None = None
    kind: str | None = None
    matches: tuple[Match, ...] = ()
    confidence: float = 0.0
    language: Language | None = None
    source: str = "lexicon"

    @property
    def defect_type(self) -> str | None:
        """Code of the defect vocabulary when it is a product defect."""
        return self.kind if self.bucket is Bucket.PRODUCT_DEFECT else None


SILENT = Triage()


def triage(
    text: str | None, *, rating: float | None, lexicon: Lexicon, low_stars: float = 3
) -> Triage:
    """Sort one review by its words; silent where they do not say enough.

    Args:
        text: The review; None or blank stays silent.
        rating: 1 to 5 stars; None when the platform gives none. Without a rating, praise in the
            text asks for more telling words.
        lexicon: Compiled words.
        low_stars: Reviews with more stars than this stay silent.
    """
    if not text or (rating is not None and rating > low_stars):
        return SILENT
    prepared = review_text(text, spelling=lexicon.source.spelling)
    matches, praised = _matches(prepared, lexicon)
    doubtful = rating is None and praised
    speak_from = lexicon.source.doubt_from if doubtful else lexicon.source.speak_from
    return _judged(matches, speak_from=speak_from, also_from=lexicon.source.also_from)


def _matches(prepared: ReviewText, lexicon: Lexicon) -> tuple[list[Match], bool]:
    found: list[Match] = []
    praised = False
    if prepared.unspaced:
        found += _unspaced(prepared.unspaced, lexicon)
    if prepared.has_marks:
        complaints, praise = _spaced(prepared.marked, lexicon.marked)
        found, praised = found + complaints, praise
    if prepared.lacks_marks:
        complaints, praise = _spaced(prepared.plain, lexicon.plain)
        spoken = lexicon.spoken(prepared.plain)
        found += [match for match in complaints if match.term.language in spoken]
        praised = praised or praise
    return list(_told_once(found)), praised


def _spaced(text: str, book: TermBook) -> tuple[list[Match], bool]:
    praise = [(found.start, found.end) for found in book.praise_book.find(text)]
    left = _set_aside(text, praise)
    matches = [
        Match(words=f.words, term=book.complaints[f.index], start=f.start, end=f.end)
        for f in book.complaint_book.find(left)
    ]
    return matches, bool(praise)


def _set_aside(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[: start + 1] + "~" * (end - start - 1) + text[end:]
    return text


def _unspaced(text: str, lexicon: Lexicon) -> Iterator[Match]:
    for term, expression in lexicon.unspaced:
        found = expression.search(text)
        if found and not _DENIED.search(text, 0, found.start()):
            yield Match(words=found[0], term=term, start=found.start(), end=found.end())


def _told_once(matches: Iterable[Match]) -> Iterator[Match]:
    """Leave out what lies inside a more telling phrase (a dented box is no dented product)."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, -m.term.weight)):
        if not any(_covers(other, match) for other in kept):
            kept.append(match)
            yield match


def _covers(longer: Match, match: Match) -> bool:
    if not (longer.start <= match.start and match.end <= longer.end):
        return False
    if longer.term.kind == match.term.kind:
        return True
    least = match.term.weight if longer.term.kind == _PACKAGING else match.term.weight + _CLEARLY
    return longer.term.weight >= least


def _judged(matches: list[Match], *, speak_from: float, also_from: float) -> Triage:
    scores = _scores(matches)
    ranked = sorted(scores, key=lambda bucket: (-scores[bucket], list(Bucket).index(bucket)))
    if not ranked or scores[ranked[0]] < speak_from:
        return SILENT
    first = _first(ranked, scores, speak_from)
    rest = [bucket for bucket in ranked if bucket is not first]
    also = rest[0] if rest and scores[rest[0]] >= also_from else None
    shown = sorted(matches, key=lambda m: (m.term.bucket is not first, -m.term.weight, m.start))
    return Triage(
        bucket=first,
        also=also,
        kind=_kind(matches, first),
        matches=tuple(shown),
        confidence=_confidence(scores[first], sum(scores[bucket] for bucket in rest)),
        language=shown[0].term.language,
    )


def _scores(matches: list[Match]) -> dict[Bucket, float]:
    scores: dict[Bucket, float] = {}
    for (bucket, _), weight in _kind_scores(matches).items():
        scores[bucket] = scores.get(bucket, 0.0) + weight
    return scores


def _kind_scores(matches: list[Match]) -> dict[tuple[Bucket, str], float]:
    weights: dict[tuple[Bucket, str], list[float]] = {}
    terms = [match.term for match in matches]
    said = [(term.bucket, term.kind, term.weight) for term in terms if term.bucket]
    for bucket, kind, weight in said:
        weights.setdefault((bucket, kind), []).append(weight)
    return {
        key: max(each) + _SECOND_TERM * (sum(each) - max(each)) for key, each in weights.items()
    }


def _first(ranked: list[Bucket], scores: dict[Bucket, float], speak_from: float) -> Bucket:
    """A product defect goes first whenever it could be named on its own."""
    if scores.get(Bucket.PRODUCT_DEFECT, 0.0) >= speak_from:
        return Bucket.PRODUCT_DEFECT
    return ranked[0]


def _kind(matches: list[Match], bucket: Bucket) -> str:
    scores = _kind_scores(matches)
    return max((key for key in scores if key[0] is bucket), key=lambda key: scores[key])[1]


def _confidence(first: float, rest: float) -> float:
    return round(first / (first + rest + 1), 2)
