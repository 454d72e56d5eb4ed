"""How `doctor` shows what it saw: 80 columns, the worst first, nothing that is copied is broken."""

from briefs.words import load_words
from jobs.checkup import Check, Checkup, Finding, Status, lines_of
from jobs.exits import Exit

LONG = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789-0123456789"


def finding(status, text="x", fix="", ends=Exit.OK):
    return Finding(status=status, code="c", text=text, fix=fix, exit=ends)


def check(*findings, number=1):
    return Check(number=number, id="key", name="Google key", findings=findings)


def checkup(*checks):
    return Checkup(checks=checks, words=load_words("en"))


def test_a_check_is_one_line():
    assert list(lines_of(check(finding(Status.OK, "all is well"), number=3))) == [
        " 3  Google key     ok    all is well"
    ]


def test_a_fix_stands_below_what_is_wrong():
    wrong = finding(Status.FAIL, "key.json can be read by everybody.", "chmod 600 key.json")

    assert list(lines_of(check(wrong))) == [
        " 1  Google key     fail  key.json can be read by everybody.",
        "                         -> chmod 600 key.json",
    ]


def test_a_check_is_as_bad_as_its_worst_finding_and_the_others_say_what_they_are():
    seen = check(finding(Status.OK, "a"), finding(Status.FAIL, "b"), finding(Status.WARN, "c"))

    assert seen.status is Status.FAIL
    assert list(lines_of(seen)) == [
        " 1  Google key     fail  ok: a",
        "                         b",
        "                         warn: c",
    ]


def test_lines_end_at_80_columns_but_links_stay_whole():
    seen = check(
        finding(Status.FAIL, "one two three four five six seven eight nine ten " * 2, LONG)
    )

    lines = list(lines_of(seen))

    assert all(len(line) <= 80 for line in lines if LONG not in line)
    assert any(line.strip().endswith(LONG) for line in lines)


def test_the_first_failure_decides_how_it_ends():
    warned = check(finding(Status.WARN, ends=Exit.OK))
    first = check(finding(Status.OK), finding(Status.FAIL, ends=Exit.PERMISSION))
    second = check(finding(Status.FAIL, ends=Exit.CONFIG))

    assert checkup(warned, first, second).exit is Exit.PERMISSION
    assert checkup(warned).exit is Exit.OK


def test_the_last_line_counts_failures_or_says_what_comes_next():
    ok, warned = check(finding(Status.OK)), check(finding(Status.WARN))
    failed, skipped = check(finding(Status.FAIL)), check(finding(Status.SKIP))

    assert list(checkup(ok, skipped).lines)[-1] == "All is well.\nNext: reorder-brief run nightly"
    assert checkup(ok, warned).summary.startswith("Nothing stops a run; 1 with a warning.")
    assert checkup(failed, failed, warned).summary == (
        "2 failed, 1 with a warning: mend the first one, then run doctor again."
    )
