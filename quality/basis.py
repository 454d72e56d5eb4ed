"""What every part of the study starts from."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from quality.records import Records
from quality.rules import Rules
from quality.sampling import SamplingTable
from quality.vocabulary import Vocabulary

HALF_YEAR, YEAR = 182, 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Records as of one day with every finding in one table, and how to judge them."""

    as_of: date
    records: Records  # resolved and cut off
    rules: Rules
    vocabulary: Vocabulary
    tables: SamplingTable
    matches: pl.DataFrame  # schema MATCHES
    finds: pl.DataFrame  # schema finds.FINDS
    skus: pl.DataFrame  # one row a SKU met anywhere, from `products.products`

    @property
    def rated(self) -> pl.DataFrame:
        """The findings that count in the rate; not copied where all do."""
        return self.finds if self.finds["in_rate"].all() else self.finds.filter("in_rate")
