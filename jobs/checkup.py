"""What `doctor` found: one line a check, what is wrong with the exact fix below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from briefs.words import LanguageWords
from jobs.exits import Exit
from jobs.folding import folded

_NAME, _STATUS = 15, 6
_INDENT = 4 + _NAME + _STATUS


class Status(StrEnum):
    """How a check ended, best first."""

    OK = "ok"
    SKIP = "skip"  # not looked at
    WARN = "warn"  # runs will work, something should be looked at
    FAIL = "fail"  # runs will not work


_RANK = {status: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was seen, in the team's language."""

    status: Status
    code: str  # for machines and tests
    text: str
    fix: str = ""  # exactly what to do; blank where nothing is to be done
    exit: Exit = Exit.OK  # that a failure ends with


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check with all that it saw; at least one finding."""

    number: int
    id: str
    name: str
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """The worst of its findings."""
        return max((finding.status for finding in self.findings), key=_RANK.__getitem__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All checks in order."""

    checks: tuple[Check, ...]
    words: LanguageWords
    following: str = "reorder-brief run nightly"  # what to do when all is well, as it is typed

    @property
    def exit(self) -> Exit:
        """How the first failure ends; 0 where there are only warnings."""
        findings = (finding for check in self.checks for finding in check.findings)
        return next((one.exit for one in findings if one.status is Status.FAIL), Exit.OK)

    @property
    def json(self) -> Mapping[str, object]:
        """The same for a machine."""
        return {
            "exit": int(self.exit),
            "checks": [
                {
                    "number": check.number,
                    "id": check.id,
                    "status": check.status,
                    "findings": [
                        {"status": one.status, "code": one.code, "text": one.text, "fix": one.fix}
                        for one in check.findings
                    ],
                }
                for check in self.checks
            ],
        }

    @property
    def lines(self) -> Iterator[str]:
        """The same for a person: 80 columns, the status word in a place of its own."""
        for check in self.checks:
            yield from lines_of(check)
        yield self.summary

    @property
    def summary(self) -> str:
        """The last line: how many checks failed, or what to do next."""
        statuses = [check.status for check in self.checks]
        failed, warned = statuses.count(Status.FAIL), statuses.count(Status.WARN)
        if failed:
            return self.words("doctor.summary.fail", failed=failed, warned=warned)
        code = "warn" if warned else "ok"
        return self.words(f"doctor.summary.{code}", warned=warned, command=self.following)


def lines_of(check: Check) -> Iterator[str]:
    """Yield the lines of one check."""
    head = f"{check.number:2}  {check.name:<{_NAME}}{check.status:<{_STATUS}}"
    for finding in check.findings:
        shown = finding.text
        if len(check.findings) > 1 and finding.status is not check.status:
            shown = f"{finding.status}: {finding.text}"
        yield from _wrapped(head, shown, " " * _INDENT)
        if finding.fix:
            yield from _wrapped(" " * _INDENT + "-> ", finding.fix, " " * (_INDENT + 3))
        head = " " * _INDENT


def _wrapped(head: str, text: str, indent: str) -> Iterator[str]:
    lines = folded(text, head=head, indent=indent)
    yield from (line.rstrip() for line in lines)
