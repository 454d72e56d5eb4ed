"""The word lists of templates/ as the typed values that triage and reply checks are given."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

import templates
from quality.codes import Bucket
from quality.reviews.drafts import ReplyPhrases
from quality.reviews.lexicon import (
    Language,
    Lexicon,
    LexiconError,
    LexiconSource,
    Term,
    with_terms,
)
from quality.reviews.phrases import PhraseBook, Wording
from quality.reviews.replies import ReplyRules
from quality.reviews.text import Spelling, folded
from quality.rules import ReviewTerm

TEMPLATES = Path(templates.__file__).parent


def load_lexicon(extra: Iterable[ReviewTerm] = (), *, path: Path | None = None) -> Lexicon:
    """Read and compile the lexicon, with a team's own terms added.

    Args:
        extra: Terms of the configuration; one with the same phrase takes the built-in's place.
        path: Another lexicon than the built-in one.

    Raises:
        LexiconError: If the file does not have the form of the built-in one.
        PhraseError: If a phrase cannot be read.
    """
    return _built_in(tuple(extra)) if path is None else _lexicon(path, extra)


@lru_cache(maxsize=4)
def _built_in(extra: tuple[ReviewTerm, ...]) -> Lexicon:
    """Read it once a process: a daemon makes many runs."""
    return _lexicon(TEMPLATES / "lexicon.json", extra)


def _lexicon(file: Path, extra: Iterable[ReviewTerm]) -> Lexicon:
    own = [_term(each.language, each.says, each.phrase, each.weight) for each in extra]
    return Lexicon(with_terms(_lexicon_source(file), own))


def load_reply_rules(path: Path | None = None) -> ReplyRules:
    """Read and compile the words that public replies are judged by.

    Args:
        path: Other rules than the built-in ones.

    Raises:
        LexiconError: If the file does not have the form of the built-in one.
        PhraseError: If a phrase cannot be read.
    """
    file = path or TEMPLATES / "reply_rules.yaml"
    data = _mapping(file)
    try:
        wording = Wording(
            sets={}, negators=frozenset(data["negators"]), fillers=frozenset(data["fillers"])
        )
        books = {
            name: PhraseBook(data[name], wording=wording, form=folded)
            for name in ("acknowledgements", "blame", "promises", "actions")
        }
        recorded = {
            code: PhraseBook(phrases, wording=wording, form=folded)
            for code, phrases in data["recorded"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise _unlike(file, error) from error
    return ReplyRules(**books, recorded=recorded)


def load_reply_phrases(language: str, *, path: Path | None = None) -> ReplyPhrases:
    """Read the sentences that drafts in one language are made of.

    Args:
        language: vi or en.
        path: Other sentences than the built-in ones.

    Raises:
        LexiconError: If the file does not have the form of the built-in one.
    """
    file = path or TEMPLATES / language / "replies.yaml"
    data = _mapping(file)
    try:
        return ReplyPhrases(
            product=data["product"],
            acknowledgements=tuple(data["acknowledgements"]),
            problems={kind: tuple(ways) for kind, ways in data["problems"].items()},
            actions={code: tuple(ways) for code, ways in data["actions"].items()},
            frames=tuple(data["frames"]),
            joiner=data["joiner"],
            blank=data["blank"],
            chats=tuple(data["chats"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _unlike(file, error) from error


def _term(language: str, group: str, phrase: str, weight: float) -> Term:
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
        raise _unlike(file, error) from error


def _mapping(file: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _unlike(file, error) from error
    return data if isinstance(data, dict) else {}


def _unlike(file: Path, error: Exception) -> LexiconError:
    return LexiconError(f"{file.name}: {type(error).__name__}: {error}")


def _terms(lists: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[Term]:
    for language, groups in lists.items():
        for group, weights in groups.items():
            for weight, phrases in weights.items():
                for phrase in phrases:
                    yield _term(language, group, phrase, float(weight))


def _praise(lists: Mapping[str, list[str]]) -> Iterator[Term]:
    for language, phrases in lists.items():
        for phrase in phrases:
            yield Term(
                phrase=phrase, language=Language(language), bucket=None, kind="praise", weight=0.0
            )
