"""Drafts for a run of reviews, each unlike the shop's latest replies and the drafts before it."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from quality.reviews.cases import Case, Review
from quality.reviews.drafts import CONTACTED, Draft, DraftFacts, ReplyPhrases, draft_reply
from quality.reviews.lexicon import Language, Lexicon
from quality.reviews.replies import ReplyRules, recorded_actions

_HISTORY = 20  # latest replies that a draft must be unlike


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    """Everything about words that the reviews are read and answered with.

    Attributes:
        lexicon: Sorts reviews.
        replies: Judges replies.
        phrases: Sentences of drafts by language; the team's language is among them.
        language: The team's language.
    """

    lexicon: Lexicon
    replies: ReplyRules
    phrases: Mapping[str, ReplyPhrases]
    language: str


class Answers:
    """The shop's latest replies, and the drafts that are added to them one by one."""

    def __init__(
        self,
        *,
        words: ReviewWords,
        skus: pl.DataFrame,
        earlier: Iterable[Review],
    ) -> None:
        """Start from the replies that are in the sheet, latest last.

        Args:
            words: How actions are recognised and replies are phrased.
            skus: Frame of `quality.records.SKUS`, for the products' names.
            earlier: Reviews with or without a reply.
        """
        self._words = words
        self._names: dict[str, str] = dict(skus.select("sku", "name").drop_nulls().iter_rows())
        replied = [
            (review.replied_on or date.min, review.row, review.reply)
            for review in earlier
            if review.reply
        ]
        self._latest = deque((text for _, _, text in sorted(replied)), maxlen=_HISTORY)

    def draft(self, case: Case, *, serious: bool) -> Draft | None:
        """Draft the public reply of a case, and the private one if it is serious.

        None while nobody has chosen a bucket. A case that has its public reply gets a draft only
        while its buyer waits for a private message.
        """
        if case.bucket is None or (case.review.reply and not (serious and not case.contacted)):
            return None
        language = self._language(case)
        phrases = self._words.phrases[language]
        own = language == self._words.language
        facts = DraftFacts(
            key=case.review.review_id or str(case.review.row),
            bucket=case.bucket,
            kind=case.kind,
            product=self._names.get(case.review.sku or "") if own else None,
            actions=self._actions(case),
            serious=serious,
        )
        draft = draft_reply(facts, phrases=phrases, history=tuple(self._latest))
        self._latest.append(draft.text)
        return draft

    def _language(self, case: Case) -> str:
        """English for an English review where there are English phrases, else the team's own."""
        english = case.triage.language is Language.ENGLISH
        has_english = Language.ENGLISH in self._words.phrases
        return Language.ENGLISH if english and has_english else self._words.language

    def _actions(self, case: Case) -> tuple[str, ...]:
        """Kinds of action that the sheet records, contact with the buyer among them."""
        recorded = recorded_actions(case.review.action, words=self._words.replies)
        if case.contacted and CONTACTED not in recorded:
            return (CONTACTED, *recorded)
        return recorded
