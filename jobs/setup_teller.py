"""The five steps of `init` as a person sees them, in the team's language."""

from collections.abc import Callable

from briefs.words import LanguageWords
from jobs.folding import WIDTH, folded

ROOM_FOR_ANSWER = len(" [y/N]: y")
_NAME = 16
_INDENT = 4 + _NAME
FIX = "-> "
STEPS = ("key", "share", "tabs", "drop_downs", "config")


class Teller:
    """Shows each step with its number; further lines stand below its text."""

    def __init__(self, words: LanguageWords, say: Callable[[str], None]) -> None:
        self.words = words
        self.say = say

    def step(self, name: str, text: str) -> None:
        """Show the first line of a step."""
        number = f"{STEPS.index(name) + 1}/{len(STEPS)}"
        self._wrapped(f"{number} {self.words(f'setup.{name}.name'):<{_NAME}}", text)

    def more(self, text: str) -> None:
        """Show a further line of the step."""
        self._wrapped(" " * _INDENT, text)

    def text(self, text: str, *, room: int = 0) -> str:
        """Return a text in 80 columns; indented lines are commands and stay whole.

        Args:
            text: What is to be told.
            room: Columns that stay free for what follows.
        """
        width = WIDTH - room
        return "\n".join(
            part
            for line in text.splitlines()
            for part in ([line] if line.startswith(" ") else self._folded(line, width))
        )

    @staticmethod
    def _folded(line: str, width: int) -> list[str]:
        indent = " " * len(FIX) if line.startswith(FIX) else ""
        return folded(line, indent=indent, width=width)

    def _wrapped(self, head: str, text: str) -> None:
        for line in folded(text, head=head, indent=" " * _INDENT):
            self.say(line)
