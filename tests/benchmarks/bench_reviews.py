"""How long it takes to sort, queue and draft 10,000 reviews; run it as a module.

python -m tests.benchmarks.bench_reviews
"""

import time
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from quality.reviews.queue import review_queue
from quality.reviews.sorting import sort_reviews
from quality.reviews.triage import triage
from quality.rules import ReviewRules
from tests.quality.reviews.desk import defects, review, reviews, skus, words

COUNT = 10_000
LIMIT = 0.5  # milliseconds a review
NOW = datetime(2025, 6, 2)


def texts():
    """Distinct reviews: the labelled ones, each with a number of its own."""
    file = Path(__file__).parents[1] / "data" / "labelled_reviews.yaml"
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = [row["text"] for split in told.values() for row in split]
    return [f"{rows[at % len(rows)]} mã {at}" for at in range(COUNT)]


def measured(name, work):
    start = time.perf_counter()
    work()
    each = (time.perf_counter() - start) / COUNT * 1000
    print(f"{name}: {each:.3f} ms a review")
    return each


def main():
    lexicon = words().lexicon
    told = texts()
    each = measured("triage", lambda: [triage(t, rating=1, lexicon=lexicon) for t in told])
    frame = reviews(
        *[
            review(row, text=text, reviewed_at=NOW - timedelta(hours=row % 2000))
            for row, text in enumerate(told, start=2)
        ]
    )
    rules = ReviewRules()
    triages = sort_reviews(frame, lexicon=lexicon, rules=rules)
    measured(
        "queue without buckets",
        lambda: review_queue(
            frame,
            defects(),
            skus=skus(),
            triages=triages,
            words=words(),
            rules=rules,
            now=NOW,
        ),
    )
    assert each < LIMIT, f"triage takes {each:.3f} ms a review, the limit is {LIMIT}"


if __name__ == "__main__":
    main()
