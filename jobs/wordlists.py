"""The words of the tabs and the sampling tables, loaded once a process."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import templates
from briefs.words import LanguageWords, load_words

if TYPE_CHECKING:
    from quality.sampling import SamplingTable

TEAM_LANGUAGES = ("en", "vi")  # the tabs exist in these


@cache
def all_words() -> Mapping[str, LanguageWords]:
    """Return the words of every language that the tabs exist in, without special spaces."""
    return {language: load_words(language).plain for language in TEAM_LANGUAGES}


@cache
def sampling_tables() -> "SamplingTable":
    """Return the sampling tables (MIL-STD-105E, normal inspection)."""
    path = Path(templates.__file__).parent / "sampling.json"
    return cast("SamplingTable", json.loads(path.read_text(encoding="utf-8")))
