"""A count with its noun, as the person at the terminal reads it."""


def many(count: int, noun: str, plural: str = "") -> str:
    """Return `1 cell`, `2 cells`; the plural of a noun that has none of its own ends in s."""
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"
