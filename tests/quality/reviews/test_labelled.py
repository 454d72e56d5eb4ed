"""What the lexicon achieves on labelled reviews; docs/reviews.md says who labelled them."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from quality.reviews.triage import triage
from tests.quality.reviews.desk import words

ROOT = Path(__file__).parents[3]
SPLITS = ("dev", "test", "rough", "novel", "last", "blind", "fresh")


@cache
def labelled():
    file = ROOT / "tests" / "data" / "labelled_reviews.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@cache
def figures(split):
    """Return rows, and the shares spoken on, right, and right in one of two buckets."""
    rows = labelled()[split]
    said = [
        (row, triage(row["text"], rating=row["stars"], lexicon=words().lexicon)) for row in rows
    ]
    spoken = [(row, each) for row, each in said if each.bucket]
    right = [each.bucket == row["bucket"] for row, each in spoken]
    either = [
        each.bucket == row["bucket"]
        or (each.also is not None and each.also == row["bucket"])
        or each.bucket == row.get("also")
        for row, each in spoken
    ]
    return len(rows), *(
        round(part, 2)
        for part in (len(spoken) / len(rows), sum(right) / len(right), sum(either) / len(either))
    )


def test_there_are_reviews_of_every_style_and_bucket():
    rows = [row for split in SPLITS for row in labelled()[split]]

    assert len(rows) >= 220
    assert {row["style"] for row in rows} == {"marks", "plain", "teencode", "english"}
    assert {row["bucket"] for row in rows} == {
        "product_defect",
        "expectation_mismatch",
        "delivery_failure",
        "other_or_unclear",
    }


def test_no_review_stands_twice():
    texts = [row["text"] for split in SPLITS for row in labelled()[split]]

    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("split", SPLITS)
def test_the_goal_holds_on_every_split(split):
    _, coverage, precision, either = figures(split)

    assert coverage >= 0.70
    assert precision >= 0.80
    assert either >= 0.88


@pytest.mark.parametrize("split", SPLITS)
def test_the_documentation_prints_these_figures(split):
    page = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {split} \|.*$", page, re.MULTILINE)

    told = [cell.strip() for cell in row[0].strip("|").split("|")]

    rows, coverage, precision, either = figures(split)
    assert told[1] == str(rows)
    assert told[-1] == f"{coverage:.2f} / {precision:.2f} / {either:.2f}"
