"""Texts in 80 columns, broken between words only: links, paths and addresses stay whole."""

import textwrap

WIDTH = 80


def folded(text: str, *, head: str = "", indent: str = "", width: int = WIDTH) -> list[str]:
    """Return the lines of a text.

    Args:
        text: What is told.
        head: What stands before it in its first line.
        indent: What stands before it in every further line.
        width: Columns.
    """
    return textwrap.wrap(
        text,
        width,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
