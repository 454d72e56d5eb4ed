"""What tests of reviews share: the built-in words, and frames with defaults."""

from datetime import datetime
from functools import cache

import polars as pl

from jobs.lexicon import load_lexicon, load_reply_phrases, load_reply_rules
from quality.records import DEFECTS, REVIEWS, SKUS
from quality.reviews.answers import ReviewWords
from quality.reviews.queue import review_queue
from quality.reviews.sorting import sort_reviews
from quality.rules import ReviewRules

NOW = datetime(2025, 6, 2, 8, 0)
RULES = ReviewRules()


@cache
def words(language="vi"):
    return ReviewWords(
        lexicon=load_lexicon(),
        replies=load_reply_rules(),
        phrases={name: load_reply_phrases(name) for name in ("vi", "en")},
        language=language,
    )


def review(row, **changes):
    told = {
        "row": row,
        "review_id": f"r{row}",
        "reviewed_at": datetime(2025, 6, 2, 0, 0),
        "sku": "MUG",
        "rating": 1.0,
        "text": "Hàng nhận về bị vỡ",
    }
    return {**told, **changes}


def defect(row, **changes):
    told = {
        "row": row,
        "sku": "MUG",
        "defect_type": "broken",
        "found_on": datetime(2025, 6, 1).date(),
        "units": 1,
        "found_at": "customer",
    }
    return {**told, **changes}


def reviews(*rows):
    return pl.DataFrame(list(rows), schema=dict(REVIEWS))


def defects(*rows):
    return pl.DataFrame(list(rows), schema=dict(DEFECTS))


def skus(**names):
    rows = [{"row": at, "sku": sku, "name": name} for at, (sku, name) in enumerate(names.items())]
    return pl.DataFrame(rows, schema=dict(SKUS))


def queue(*rows, log=(), names=None, now=NOW, rules=RULES, language="vi"):
    """Return the rows of the queue as dictionaries, in their order."""
    frame = reviews(*rows)
    return review_queue(
        frame,
        defects(*log),
        skus=skus(**(names or {})),
        triages=sort_reviews(frame, lexicon=words().lexicon, rules=rules),
        words=words(language),
        rules=rules,
        now=now,
    ).to_dicts()
