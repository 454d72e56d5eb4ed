"""Words and numbers of whole columns: each distinct value is put into words once.

Texts for cells hold ordinary spaces only: people search and filter cells by typing.
"""

import re
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from quality.words import Words, plain

_FEW = 2_000  # rows: of so few a dictionary knows sooner than a query what is in them
_SLOT = "\x1f"
_HAIR = 1e-9  # a half that binary fractions put just below itself is still a half
_EPOCH_SERIAL = 25569  # 1970-01-01 counted from 1899-12-30
_MICROSECONDS_A_DAY = 86_400_000_000


def told(series: pl.Series, say: Callable[..., str]) -> pl.Series:
    """Return each value in words, calling `say` once for each distinct one; null stays null."""
    if len(series) <= _FEW:
        cells = series.to_list()
        said = {value: None if value is None else plain(say(value)) for value in set(cells)}
        return pl.Series(series.name, [said[cell] for cell in cells], dtype=pl.String)
    distinct = series.drop_nulls().unique()
    texts = [plain(say(value)) for value in distinct]
    return series.replace_strict(distinct, texts, default=None, return_dtype=pl.String)


def coded(series: pl.Series, words: Words, section: str) -> pl.Series:
    """Return the word of each code; what is no code of the section is a person's own word."""
    known = words.section(section)
    return told(series, lambda code: known.get(code, code))


def defect_names(series: pl.Series, words: Words) -> pl.Series:
    """Return the name of each defect type; a type without a name keeps its code."""
    return coded(series, words, "defect_type")


def numbers(series: pl.Series, words: Words, digits: int = 0) -> pl.Series:
    """Return numbers as a language writes them; nan is null."""
    return told(_half_up(series, digits), lambda value: words.number(value, digits))


def percents(series: pl.Series, words: Words, digits: int = 1) -> pl.Series:
    """Return fractions (0 to 1) as percentages with their sign."""
    hundreds = _half_up(series, digits, times=100)
    return told(hundreds, lambda value: words.percent(value / 100, digits))


def percent(fraction: float, words: Words) -> str:
    """Return one fraction as a percentage, without decimals where it has none."""
    whole = round(fraction * 100, 1).is_integer()
    return plain(words.percent(fraction, 0 if whole else 1))


def hundredths(series: pl.Series, words: Words, digits: int = 1) -> pl.Series:
    """Return fractions (0 to 1) as percentages without their sign, for the ends of a range."""
    return told(_half_up(series, digits, times=100), lambda value: words.number(value, digits))


def sentence(words: Words, key: str, **slots: pl.Expr | str) -> pl.Expr:
    """Return a column of one sentence with its slots filled; null where a slot is null.

    Args:
        words: The language.
        key: Of a sentence that has exactly these slots.
        slots: Columns of text, by name or as expressions.
    """
    marked = words(key, **{name: f"{_SLOT}{name}{_SLOT}" for name in slots})
    pieces = re.split(f"{_SLOT}(\\w+){_SLOT}", marked)
    fixed = [pl.lit(plain(piece)) for piece in pieces[0::2]]
    filled = [_expression(slots[name]) for name in pieces[1::2]]
    mixed = [part for pair in zip(fixed, filled, strict=False) for part in pair]
    return pl.concat_str([*mixed, fixed[-1]])


def sentences(*parts: pl.Expr) -> pl.Expr:
    """Return sentences one after the other, leaving out the null ones; null if all are."""
    joined = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def by_code(codes: str, present: pl.Series, words: Words, section: str, **slots: str) -> pl.Expr:
    """Return for each row the sentence of its code; null where the code or a slot is null.

    A sentence may have a twin `<code>_count` that is said where a rate cannot be told.

    Args:
        codes: The column of codes.
        present: Its values: only sentences that occur are formed.
        words: The language.
        section: Where its sentences are.
        slots: Columns of text that the sentences may use.
    """
    said = [
        pl.when(pl.col(codes) == code).then(sentence(words, key, **slots))
        for code in present.drop_nulls().unique().sort()
        for key in (f"{section}.{code}", f"{section}.{code}_count")
        if words.get(key) is not None
    ]
    return pl.coalesce([*said, pl.lit(None, dtype=pl.String)])


def shortened(text: pl.Expr, longest: int) -> pl.Expr:
    """Return texts cut to so many characters, the last of which says that there was more."""
    cut = text.str.slice(0, longest - 1).str.strip_chars_end() + "…"
    return pl.when(text.str.len_chars() > longest).then(cut).otherwise(text)


def listed(series: pl.Series, names: Callable[[str], str], separator: str) -> pl.Series:
    """Return lists of text as one text each, every distinct item named once; empty is null."""
    items = series.explode().drop_nulls().unique().to_list()
    named: Mapping[str, str] = {item: plain(names(item)) for item in items}
    frame = pl.DataFrame({"items": series})
    said = pl.element().replace_strict(named, default=None, return_dtype=pl.String)
    texts = pl.col("items").list.eval(said).list.drop_nulls().list.join(separator)
    return frame.select(pl.when(texts != "").then(texts)).to_series()


def joined_numbers(series: pl.Series, separator: str) -> pl.Series:
    """Return lists of whole numbers as one text each; an empty list is null."""
    frame = pl.DataFrame({"items": series})
    texts = pl.col("items").list.eval(pl.element().cast(pl.String)).list.join(separator)
    return frame.select(pl.when(texts != "").then(texts)).to_series()


def serials(series: pl.Series) -> pl.Series:
    """Return days as serial numbers (days since 1899-12-30), moments with their part of a day."""
    if series.dtype == pl.Date:
        return series.cast(pl.Int32).cast(pl.Int64) + _EPOCH_SERIAL
    micros = series.cast(pl.Datetime("us")).cast(pl.Int64)
    return micros / _MICROSECONDS_A_DAY + _EPOCH_SERIAL


def _half_up(series: pl.Series, digits: int, times: int = 1) -> pl.Series:
    """Round as people do, so that few distinct values are left to be put into words."""
    if series.dtype.is_integer() and times == 1:
        return series
    scale = 10**digits
    exact = series.cast(pl.Float64).to_numpy() * times  # what is null is nan
    return pl.Series(series.name, np.floor(exact * scale + 0.5 + _HAIR) / scale, nan_to_null=True)


def _expression(slot: pl.Expr | str) -> pl.Expr:
    return pl.col(slot) if isinstance(slot, str) else slot
