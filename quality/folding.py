"""When two spellings of a code or of a word are one and the same."""

import unicodedata


def fold(code: str) -> str:
    """Return the form in which two spellings of one code are equal: no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", code).split()).casefold()


def unmarked(text: str) -> str:
    """Return a text without Vietnamese marks; đ becomes d."""
    plain = text.replace("đ", "d")
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFD", plain)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare)
