"""The words of the tabs and the sampling tables, loaded once a process."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import templates
from briefs.words import LanguageWords, load_words

if TYPE_CHECKING:
    from quality.sampling import SamplingTable
    from quality.vocabulary import DefectTypeOptions

TEAM_LANGUAGES = ("en", "vi")  # the tabs exist in these


@cache
def all_words() -> Mapping[str, LanguageWords]:
    """Return the words of every language that the tabs exist in, without special spaces."""
    return {language: load_words(language).plain for language in TEAM_LANGUAGES}


def words_of(types: Mapping[str, "DefectTypeOptions"]) -> Mapping[str, LanguageWords]:
    """Return the same with the names that a team gives to defect types."""
    known = all_words()
    return (
        {
            language: replace(words, texts={**words.texts, **_names(types, language)})
            for language, words in known.items()
        }
        if types
        else known
    )


def _names(types: Mapping[str, "DefectTypeOptions"], language: str) -> dict[str, str]:
    named = {code: getattr(options, language, None) for code, options in types.items()}
    return {f"defect_type.{code}": name for code, name in named.items() if name}


@cache
def sampling_tables() -> "SamplingTable":
    """Return the sampling tables (MIL-STD-105E, normal inspection)."""
    path = Path(templates.__file__).parent / "sampling.json"
    return cast("SamplingTable", json.loads(path.read_text(encoding="utf-8")))
