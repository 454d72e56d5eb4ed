"""The word lists of templates/ as the typed values that triage and reply checks are given."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import templates
from quality.reviews.lexicon import (
    Bucket,
    Language,
    Lexicon,
    LexiconError,
    LexiconSource,
    Term,
    with_terms,
)
from quality.reviews.phrases import Wording
from quality.reviews.text import Spelling

TEMPLATES = Path(templates.__file__).parent


def load_lexicon(extra: Iterable[Term] = (), *, path: Path | None = None) -> Lexicon:
    """Read and compile the lexicon, with a team's own terms added.

    Args:
        extra: Terms of the configuration; one with the same phrase takes the built-in's place.
        path: Another lexicon than the built-in one.

    Raises:
        LexiconError: If the file does not have the form of the built-in one.
        PhraseError: If a phrase cannot be read.
    """
    file = path or TEMPLATES / "lexicon.json"
    return Lexicon(with_terms(_lexicon_source(file), extra))


def term(language: str, group: str, phrase: str, weight: float) -> Term:
    """Make a term from its text form.

    Args:
        language: Key of a word list, such as vi.
        group: Bucket and kind, such as `product_defect/broken`.
        phrase: In the notation of the lexicon.
        weight: How much it says.

    Raises:
        LexiconError: If there is no such language or bucket.
    """
    bucket, _, kind = group.partition("/")
    try:
        return Term(
            phrase=phrase,
            language=Language(language),
            bucket=Bucket(bucket),
            kind=kind,
            weight=weight,
        )
    except ValueError as error:
        msg = f"{language}, {group}: {error}"
        raise LexiconError(msg) from error


def _lexicon_source(file: Path) -> LexiconSource:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return LexiconSource(
            terms=(*_praise(data["praise"]), *_terms(data["terms"])),
            spelling=Spelling(
                teencode=data["teencode"],
                kept_after={key: frozenset(words) for key, words in data["kept_after"].items()},
            ),
            wording=Wording(
                sets={name: tuple(words) for name, words in data["sets"].items()},
                negators=frozenset(data["negators"]),
                fillers=frozenset(data["fillers"]),
            ),
            small_words={
                Language(key): frozenset(words) for key, words in data["small_words"].items()
            },
            speak_from=float(data["speak_from"]),
            also_from=float(data["also_from"]),
            doubt_from=float(data["doubt_from"]),
        )
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        msg = f"{file.name}: {type(error).__name__}: {error}"
        raise LexiconError(msg) from error


def _terms(lists: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[Term]:
    for language, groups in lists.items():
        for group, weights in groups.items():
            for weight, phrases in weights.items():
                for phrase in phrases:
                    yield term(language, group, phrase, float(weight))


def _praise(lists: Mapping[str, list[str]]) -> Iterator[Term]:
    for language, phrases in lists.items():
        for phrase in phrases:
            yield Term(
                phrase=phrase, language=Language(language), bucket=None, kind="praise", weight=0.0
            )
