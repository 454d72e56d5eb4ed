"""Whether the kinds of defects keep changing from lot to lot: a process out of hand."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Floats, Whole, floats
from quality.rules import TypeMixRules

_FEW = 60  # units of a table; measured


class TypeMixWord(StrEnum):
    """What may be said about the types of a product's or supplier's lots."""

    KEEP_CHANGING = "types_keep_changing"
    NO_CLEAR_SHIFT = "no_clear_shift"
    NOT_ENOUGH_DEFECTS = "not_enough_defects"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeShift:
    """Verdict with its figures."""

    word: TypeMixWord
    effect: float  # bias-corrected Cramer's V, 0 to 1
    p: float | None  # None where the effect alone settles it
    lots: int  # lots with enough defects
    top_types: tuple[int, ...]  # column of the most frequent type of each of those lots


def type_shift(table: ArrayLike, *, key: str, rules: TypeMixRules) -> TypeShift:
    """Judge whether the defect types of a run of lots keep changing.

    All three must hold: an effect of `rules.min_effect`, a top type that changed, and a chance of
    at most `rules.p`. The top type alone changes by chance in half of all cases of five defects.

    Args:
        table: Nonconforming units, one row a lot (oldest first) and one column a type. Missing
            and negative figures count as 0.
        key: SKU or supplier; the draws are the same for a key on every night.
        rules: Smallest lots, chance, effect and number of draws.
    """
    every = _counts(table)
    large = every[every.sum(axis=1) >= rules.min_defects_per_batch]
    counts = large[:, large.sum(axis=0) > 0] if large.size else large
    lots, tops = len(counts), _top_types(large)
    if min(counts.shape) < 2:  # noqa: PLR2004  a comparison needs two lots and two types
        word = TypeMixWord.NOT_ENOUGH_DEFECTS
        return TypeShift(word=word, effect=0.0, p=None, lots=lots, top_types=tops)
    observed = _chi_squared(counts)
    effect = _effect(counts, observed)
    if effect < rules.min_effect or not _top_changed(counts):
        word = TypeMixWord.NO_CLEAR_SHIFT
        return TypeShift(word=word, effect=effect, p=None, lots=lots, top_types=tops)
    p = _chance(counts, observed, key=key, draws=rules.draws)
    word = TypeMixWord.KEEP_CHANGING if p <= rules.p else TypeMixWord.NO_CLEAR_SHIFT
    return TypeShift(word=word, effect=effect, p=p, lots=lots, top_types=tops)


def chi_squared(table: ArrayLike) -> float:
    """Return Pearson's chi-squared of a table of counts (Pearson 1900, Phil. Mag. 50:157).

    0 or above; rows and columns without counts add nothing; 0 for an empty table.
    """
    return _chi_squared(_counts(table))


def cramers_v(table: ArrayLike) -> float:
    """Return the bias-corrected strength of association, 0 to 1.

    Bergsma 2013 (Journal of the Korean Statistical Society 42:323). About 0 for lots that differ
    by chance only, where the plain V and the Jensen-Shannon distance sit at .3 to .6.

    Args:
        table: Counts, lots by types; rows and columns without counts are left out.

    Returns:
        0 for fewer than two lots, types or units.
    """
    counts = _counts(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2 or counts.sum() < 2:  # noqa: PLR2004  association needs two of each
        return 0.0
    return _effect(counts, _chi_squared(counts))


def monte_carlo_p(table: ArrayLike, *, key: str, draws: int) -> float:
    """Return the chance of a chi-squared this large among tables with the same margins.

    Conditional Monte Carlo (Hope 1968, JRSS B 30:582): (1 + as large) / (1 + draws), never 0.
    Holds for a handful of defects a lot, where the asymptotic test is too shy.

    Args:
        table: Counts, lots by types.
        key: Decides the draws, by its CRC-32.
        draws: Random tables, 1 or more.

    Raises:
        ValueError: If there is no draw.
    """
    if draws < 1:
        msg = f"draws must be 1 or more, not {draws}"
        raise ValueError(msg)
    counts = _counts(table)
    if counts.sum() == 0 or len(counts) < 2:  # noqa: PLR2004  one lot differs from nothing
        return 1.0
    return _chance(counts, _chi_squared(counts), key=key, draws=draws)


def _chance(counts: Floats, observed: float, *, key: str, draws: int) -> float:
    """The p of `monte_carlo_p` for a table with units, whose chi-squared is known."""
    drawn = _random_tables(counts, seed=crc32(key.encode()), draws=draws)
    gap = drawn - _expected(counts)[:, :, np.newaxis]
    statistic = np.einsum("rcd,rc->d", gap * gap, _weights(counts))
    as_large = int((statistic >= observed * (1 - 1e-9)).sum())
    return (1 + as_large) / (1 + draws)


def _random_tables(counts: Floats, *, seed: int, draws: int) -> Whole:
    """Draw tables with the margins of the counted one, row by row, each from what is left.

    The last row and the last column are not drawn. Not from `scipy.stats`, which takes half a
    second to load.

    Returns:
        Rows by columns by draws.
    """
    generator = np.random.default_rng(seed)
    rows, columns = counts.shape
    of_type: Whole = counts.sum(axis=0).astype(np.int64)
    tables: Whole = np.empty((rows, columns, draws), dtype=np.int64)
    first, *others, _ = counts.sum(axis=1).astype(np.int64).tolist()
    tables[0] = _first_rows(generator, of_type, first, draws).T
    left: Whole = of_type[:, np.newaxis] - tables[0]
    for row, total in enumerate(others, start=1):
        wanted: Whole = np.full(draws, total, dtype=np.int64)
        rest = left.sum(axis=0)
        for column in range(columns - 1):
            rest -= left[column]
            tables[row, column] = generator.hypergeometric(left[column], rest, wanted)
            wanted -= tables[row, column]
        tables[row, -1] = wanted
        left -= tables[row]
    tables[-1] = left
    return tables


def _first_rows(generator: np.random.Generator, of_type: Whole, wanted: int, draws: int) -> Whole:
    """Draw as many units from those of all types: draws by types.

    Few units are dealt out one by one, which is quicker than a type at a time; of many it is not.
    """
    method: Literal["count", "marginals"] = "count" if of_type.sum() <= _FEW else "marginals"
    return generator.multivariate_hypergeometric(of_type, wanted, size=draws, method=method)


def _chi_squared(counts: Floats) -> float:
    return float(((counts - _expected(counts)) ** 2 * _weights(counts)).sum())


def _expected(counts: Floats) -> Floats:
    total = max(float(counts.sum()), 1.0)
    return floats(np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total)


def _weights(counts: Floats) -> Floats:
    """One over the expected count of each cell, 0 where none is expected."""
    expected = _expected(counts)
    return np.divide(1.0, expected, out=np.zeros_like(expected), where=expected > 0)


def _effect(counts: Floats, observed: float) -> float:
    """Bias-corrected Cramer's V of two or more units in two or more rows and columns of counts."""
    total = float(counts.sum())
    rows, columns = counts.shape
    share = (rows - 1) * (columns - 1) / (total - 1)
    phi = max(0.0, observed / total - share)
    sides = (side - (side - 1) ** 2 / (total - 1) for side in (rows, columns))
    narrow = min(sides) - 1
    return min(float(np.sqrt(phi / narrow)), 1.0) if narrow > 0 else 0.0


def _counts(table: ArrayLike) -> Floats:
    counts = np.atleast_2d(floats(table))
    return np.rint(np.maximum(np.nan_to_num(counts, nan=0.0, posinf=0.0), 0.0))


def _top_types(large: Floats) -> tuple[int, ...]:
    tops: Whole = np.argmax(large, axis=1) if large.size else np.zeros(0, dtype=np.int64)
    return tuple(int(column) for column in tops)


def _top_changed(counts: Floats) -> bool:
    """Tell whether no type leads, alone or with others, in every lot."""
    leads = counts == counts.max(axis=1, keepdims=True)
    return not leads.all(axis=0).any()
