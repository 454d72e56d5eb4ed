"""When two spellings of a code are one and the same."""

import unicodedata


def fold(code: str) -> str:
    """Return the form in which two spellings of one code are equal: no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", code).split()).casefold()
