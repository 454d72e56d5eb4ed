"""A second opinion for the reviews on which the lexicon is silent; none unless one is given."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from quality.codes import Bucket
from quality.reviews.triage import Triage

_PRIVATE = re.compile(r"\S*@\S+|\+?\d[\d\s.-]{6,}\d")  # addresses, telephone and order numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a provider makes of one review.

    Attributes:
        bucket: Kind of review.
        kind: Defect type or what went wrong, if it says.
        confidence: 0 to 1.
    """

    bucket: Bucket
    kind: str | None = None
    confidence: float = 0.0


class TriageProvider(Protocol):
    """Sorts texts that the lexicon cannot; a program of the team's own, a service, a person."""

    def suggest(self, texts: Sequence[str]) -> Sequence[Suggestion | None]:
        """Return one suggestion a text, None where it does not know, in the same order."""
        ...


def with_second_opinion(
    triages: Mapping[str, Triage], *, provider: TriageProvider | None
) -> dict[str, Triage]:
    """Ask a provider about the silent texts only; without one nothing leaves the program.

    Addresses and long numbers are taken out of what is sent. An answer of another length than the
    question is not used at all.

    Args:
        triages: What the lexicon says, by text.
        provider: Whom to ask; None asks no one.
    """
    silent = [text for text, triage in triages.items() if triage.bucket is None and text.strip()]
    if provider is None or not silent:
        return dict(triages)
    answers = provider.suggest([_PRIVATE.sub("", text) for text in silent])
    if len(answers) != len(silent):
        return dict(triages)
    said = {text: _triage(answer) for text, answer in zip(silent, answers, strict=True) if answer}
    return {**triages, **said}


def _triage(suggestion: Suggestion) -> Triage:
    return Triage(
        bucket=suggestion.bucket,
        kind=suggestion.kind,
        confidence=suggestion.confidence,
        source="provider",
    )
