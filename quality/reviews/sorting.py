"""Sorting a whole tab of reviews: each distinct text once, a second opinion where silent."""

import polars as pl

from quality.reviews.lexicon import Lexicon
from quality.reviews.provider import TriageProvider, with_second_opinion
from quality.reviews.triage import Triage, triage
from quality.rules import ReviewRules


def sort_reviews(
    reviews: pl.DataFrame,
    *,
    lexicon: Lexicon,
    rules: ReviewRules,
    provider: TriageProvider | None = None,
) -> dict[int, Triage]:
    """Sort every bad review by its words.

    Args:
        reviews: Frame of `quality.records.REVIEWS`.
        lexicon: Compiled words.
        rules: Up to how many stars a review is bad.
        provider: Asked about texts on which the lexicon is silent; None sends nothing anywhere.

    Returns:
        What the words say, by row; rows on which everyone is silent are left out.
    """
    said: dict[int, Triage] = {}
    rated = pl.col("rating").is_not_null()
    for rating, chosen in (
        (rules.low_stars, rated & (pl.col("rating") <= rules.low_stars)),
        (None, ~rated),
    ):
        rows = reviews.filter(chosen, pl.col("text").is_not_null()).select("row", "text")
        triages = {
            text: triage(text, rating=rating, lexicon=lexicon, low_stars=rules.low_stars)
            for text in rows["text"].unique(maintain_order=True)
        }
        opinions = with_second_opinion(triages, provider=provider)
        said |= {row: opinions[text] for row, text in rows.iter_rows() if opinions[text].bucket}
    return said
