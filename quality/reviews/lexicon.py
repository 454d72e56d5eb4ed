"""The words that tell a broken cup from a late parcel, typed and compiled once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from quality.codes import Bucket
from quality.reviews.phrases import PhraseBook, Wording
from quality.reviews.text import Spelling, folded, one_spelling


class Language(StrEnum):
    """Word lists of the lexicon.

    `vi` is found with and without accents, `vi_marked` only with them (bể is not bé), `vi_plain`
    only without.
    """

    VIETNAMESE = "vi"
    VIETNAMESE_MARKED = "vi_marked"
    VIETNAMESE_PLAIN = "vi_plain"
    ENGLISH = "en"
    INDONESIAN = "id"
    CHINESE = "zh"
    THAI = "th"


UNSPACED = (Language.CHINESE, Language.THAI)
_MARKED = (Language.VIETNAMESE, Language.VIETNAMESE_MARKED)


class LexiconError(ValueError):
    """Something in the lexicon that cannot be used; the message says where and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One phrase and what it speaks for.

    Attributes:
        phrase: In the notation of `quality.reviews.phrases`; for Chinese and Thai a regular
            expression, since those scripts do not part words.
        language: Word list it belongs to.
        bucket: Kind of review it speaks for; None for praise, which is set aside first.
        kind: Defect type of a product defect, or what is late or unlike the listing.
        weight: How much it says; a bucket needs `Lexicon.speak_from` in all.
    """

    phrase: str
    language: Language
    bucket: Bucket | None
    kind: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconSource:
    """A lexicon as it is written down, before it is compiled.

    Attributes:
        terms: All phrases, praise among them.
        spelling: How people shorten words.
        wording: Named lists and negators of the phrases.
        small_words: Words that tell English, Indonesian and unaccented Vietnamese apart.
        speak_from: Weight from which a bucket is named.
        also_from: Weight from which a second bucket is named.
        doubt_from: Weight asked for where there is no rating but there is praise.
    """

    terms: tuple[Term, ...]
    spelling: Spelling
    wording: Wording
    small_words: Mapping[Language, frozenset[str]]
    speak_from: float
    also_from: float
    doubt_from: float


class Lexicon:
    """A compiled lexicon: which terms are tried on which kind of text.

    Attributes:
        source: What it was made of.
        marked: Vietnamese with accents.
        plain: Vietnamese without accents, English and Indonesian.
        unspaced: Chinese and Thai, each term with its expression.
    """

    def __init__(self, source: LexiconSource) -> None:
        """Compile every phrase once.

        Raises:
            PhraseError: If a phrase cannot be read.
            LexiconError: If a Chinese or Thai expression cannot be read.
        """
        self.source = source
        marked = [term for term in source.terms if term.language in _MARKED]
        plain = [term for term in source.terms if _works_plain(term)]
        wording = source.wording
        self.marked = TermBook(marked, wording=wording, form=spelled)
        self.plain = TermBook(plain, wording=wording, form=folded)
        self.unspaced = tuple(
            (term, _expression(term)) for term in source.terms if term.language in UNSPACED
        )

    def spoken(self, plain: str) -> frozenset[Language]:
        """Languages that a text without accents may be in, judged by its small words.

        A language is left out when it has less than half as many small words in the text as the
        leading one.
        """
        words = plain.split()
        small = self.source.small_words
        counts = {language: sum(word in small[language] for word in words) for language in small}
        leading = max(counts.values(), default=0)
        foreign = {language for language, count in counts.items() if 2 * count < leading}
        if Language.VIETNAMESE_PLAIN in foreign:
            foreign.add(Language.VIETNAMESE)
        return frozenset(Language) - foreign


class TermBook:
    """Terms of one way of writing, praise apart from complaints."""

    def __init__(
        self, terms: Iterable[Term], *, wording: Wording, form: Callable[[str], str]
    ) -> None:
        """Compile the terms with the way their words are written."""
        listed = tuple(terms)
        self.complaints = tuple(term for term in listed if term.bucket)
        self.praise = tuple(term for term in listed if not term.bucket)
        self.complaint_book = _book(self.complaints, wording, form)
        self.praise_book = _book(self.praise, wording, form)


def with_terms(source: LexiconSource, terms: Iterable[Term]) -> LexiconSource:
    """Add a team's own terms; one with the same phrase and language takes the other's place."""
    added = {(term.language, term.phrase): term for term in terms}
    kept = tuple(term for term in source.terms if (term.language, term.phrase) not in added)
    return replace(source, terms=(*kept, *added.values()))


def spelled(words: str) -> str:
    """Write words in the spelling that review texts are brought to."""
    return " ".join(one_spelling(word) for word in words.split(" "))


def _book(terms: Iterable[Term], wording: Wording, form: Callable[[str], str]) -> PhraseBook:
    return PhraseBook((term.phrase for term in terms), wording=wording, form=form)


def _works_plain(term: Term) -> bool:
    """Whether a term is tried on text without accents: a lone word means too many things there."""
    if term.language is Language.VIETNAMESE:
        return " " in term.phrase
    return term.language not in (*UNSPACED, Language.VIETNAMESE_MARKED)


def _expression(term: Term) -> re.Pattern[str]:
    try:
        return re.compile(term.phrase)
    except re.error as error:
        msg = f"{term.language} {term.bucket}/{term.kind}: {term.phrase!r}: {error}"
        raise LexiconError(msg) from error
