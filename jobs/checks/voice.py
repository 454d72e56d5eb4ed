"""Findings of one check in the team's language."""

import re

from briefs.words import LanguageWords
from jobs.checkup import Finding, Status
from jobs.exits import Exit, exit_of
from quality.issues import Issue
from sheets.grid import WorkbookError
from sheets.issues import spoken


class Voice:
    """Says what a check saw: `doctor.<check>.<code>.says` and, where there is one, `.fix`."""

    def __init__(self, words: LanguageWords, check: str) -> None:
        self.words = words
        self.check = check

    def ok(self, code: str, **slots: object) -> Finding:
        """Return a finding that all is well."""
        return self._finding(Status.OK, code, Exit.OK, slots)

    def warn(self, code: str, **slots: object) -> Finding:
        """Return a finding that should be looked at."""
        return self._finding(Status.WARN, code, Exit.OK, slots)

    def fail(self, code: str, ends: Exit, /, **slots: object) -> Finding:
        """Return a finding that stops every run."""
        return self._finding(Status.FAIL, code, ends, slots)

    def skip(self, code: str) -> Finding:
        """Return that the check could not look."""
        return Finding(status=Status.SKIP, code=code, text=self.words(f"doctor.skip.{code}"))

    def error(self, error: WorkbookError, **known: object) -> Finding:
        """Return what an error of the spreadsheet means; one without a reason speaks for itself."""
        code = error.reason
        if self.words.get(f"doctor.error.{code}.says") is None:
            code, known = "other", {"message": str(error)}
        slots = {**known, **error.facts}
        return Finding(
            status=Status.FAIL,
            code=code,
            text=self.words(f"doctor.error.{code}.says", **slots),
            fix=self._fix(f"doctor.error.{code}.fix", slots),
            exit=exit_of(error),
        )

    def issue(self, issue: Issue, *, title: str, ends: Exit | None = None) -> Finding:
        """Return an issue of the intake in the words of the Data issues tab.

        Args:
            issue: What was found.
            title: The tab's title.
            ends: How a failure ends; None: it is only a warning.
        """
        slots = {"tab": title, **spoken(issue, self.words)}
        problem = self.words(f"issue.{issue.code}.problem", **slots)
        return Finding(
            status=Status.WARN if ends is None else Status.FAIL,
            code=issue.code,
            text=self.words("doctor.issue", title=title, problem=problem),
            fix=self._fix(f"issue.{issue.code}.fix", slots),
            exit=Exit.OK if ends is None else ends,
        )

    def _finding(self, status: Status, code: str, ends: Exit, slots: dict[str, object]) -> Finding:
        key = f"doctor.{self.check}.{code}"
        return Finding(
            status=status,
            code=code,
            text=self.words(f"{key}.says", **slots),
            fix=self._fix(f"{key}.fix", slots),
            exit=ends,
        )

    def _fix(self, key: str, slots: dict[str, object]) -> str:
        return "" if self.words.get(key) is None else self.words(key, **slots)


_FOR_PROGRAMMERS = re.compile(r"\[Errno -?\d+\] | ?\(_ssl\.c:\d+\)")


def said(answer: str) -> str:
    """Return what another program said without what only programmers need."""
    return _FOR_PROGRAMMERS.sub("", answer)
