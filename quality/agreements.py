"""Compensation that a supplier agreed to and that has not come: not asked for a second time."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import polars as pl

from quality.basis import YEAR
from quality.codes import AskId
from quality.frames import within
from quality.reorders import Ask

Row = Mapping[str, Any]
Subject = tuple[str | None, str | None, str | None]


def open_agreements(talks: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Return the talks of a year in which compensation was agreed that nobody notes as received.

    A later talk about the same thing, or about more, that was paid for settles an earlier one.

    Args:
        talks: Schema TALKS.
        as_of: The day of the study.
    """
    agreed = talks.filter(
        pl.col("response") == "agreed",
        pl.col("compensation").ne_missing("yes"),
        within("talked_on", as_of=as_of, days=YEAR),
    ).sort("talked_on", "row")
    paid = dict(_paid(talks))
    still = [not _is_settled(talk, paid) for talk in agreed.iter_rows(named=True)]
    return agreed.filter(pl.Series(still, dtype=pl.Boolean))


def agreement(talk: Row, *, as_of: date, lead_time_days: int) -> Ask:
    """Return what was agreed in a talk, as agreed or, past its day, as overdue.

    Without a day the first order placed after the talk could have brought it.
    """
    due: date = talk["due_on"] or talk["talked_on"] + timedelta(days=lead_time_days)
    return Ask(
        id=AskId.OVERDUE if due < as_of else AskId.AGREED,
        units=talk["agreed_units"],
        fraction=talk["agreed_discount"],
        agreed_on=talk["talked_on"],
        due_on=talk["due_on"],
    )


def _paid(talks: pl.DataFrame) -> Iterator[tuple[Subject, date]]:
    """The last day on which each subject was paid for."""
    paid = talks.filter(pl.col("compensation") == "yes", pl.col("talked_on").is_not_null())
    for row in paid.sort("talked_on").iter_rows(named=True):
        yield _subject(row), row["talked_on"]


def _is_settled(talk: Row, paid: Mapping[Subject, date]) -> bool:
    supplier, sku, kind = _subject(talk)
    wider = product({supplier}, {sku, None}, {kind, None})
    return any(paid.get(subject, date.min) > talk["talked_on"] for subject in wider)


def _subject(talk: Row) -> Subject:
    return talk["supplier"], talk["sku"], talk["defect_type"]
