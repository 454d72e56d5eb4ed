"""`doctor` as a whole: order, language, what is left out, how it ends."""

import pytest

from briefs.words import load_words
from jobs.checks import STEPS
from jobs.checkup import Status
from jobs.configuration import load
from jobs.exits import Exit
from jobs.ledger import open_ledger
from tests.jobs import clinic
from tests.jobs.clinic import ACCOUNT, check, codes, demo, examined
from tests.jobs.shop import refreshed


def test_a_shop_that_is_well_passes_sixteen_checks(tmp_path, server, key):
    checkup = examined(clinic.google(tmp_path, server, key))

    assert [check.number for check in checkup.checks] == list(range(1, 17))
    assert {check.id: str(check.status) for check in checkup.checks if check.status != "ok"} == {
        "rows": "warn"
    }
    assert checkup.exit is Exit.OK
    assert checkup.summary == (
        "Nothing stops a run; 1 with a warning.\nNext: reorder-brief run nightly"
    )


def test_the_address_to_share_with_stands_before_any_request(tmp_path, server, key):
    checkup = examined(clinic.google(tmp_path, server, key), offline=True)

    [finding] = check(checkup, "key").findings
    assert ACCOUNT in finding.text
    assert server.log == []


def test_offline_nothing_is_asked_of_any_other_machine(tmp_path, server, key):
    path = clinic.google(
        tmp_path,
        server,
        key,
        more="mail: {channel: smtp, host: mail.example.com, from: a@example.com, "
        "to: [b@example.com], admins: [c@example.com]}\n"
        "monitoring: {healthcheck_url_env: PING}\n",
    )

    checkup = examined(path, offline=True, environment={"PING": "https://hc.example/1"})

    skipped = {check.id for check in checkup.checks if check.status is Status.SKIP}
    assert skipped == {
        *("clock", "api", "spreadsheet", "editing", "locale", "inputs", "headers", "outputs"),
        *("rows", "mail", "healthcheck"),
    }
    assert {one.code for check in checkup.checks for one in check.findings} >= {"offline"}
    assert codes(checkup, "editing") == ["skip offline"]
    assert checkup.exit is Exit.OK
    assert server.log == []


def test_a_file_is_looked_at_offline_too(tmp_path):
    checkup = examined(demo(tmp_path), offline=True)

    assert codes(checkup, "spreadsheet") == ["ok fine"]
    assert check(checkup, "rows").status is Status.WARN


def test_after_a_first_run_our_tabs_and_the_last_success_are_seen(tmp_path):
    path = demo(tmp_path)
    refreshed(load(path))

    checkup = examined(path)

    assert codes(checkup, "outputs") == ["ok fine"]
    assert codes(checkup, "schedule") == ["ok fine", "ok never"]


def test_what_follows_from_a_wrong_configuration_is_not_looked_at(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\nlanguage: {team: vi}\n", encoding="utf-8")

    checkup = examined(path, offline=True)

    assert codes(checkup, "settings") == ["fail last_mistake"]
    assert {check.status for check in checkup.checks[1:]} == {Status.SKIP}
    assert codes(checkup, "editing") == ["skip earlier"]
    assert checkup.exit is Exit.CONFIG
    assert checkup.summary.startswith("1 mục hỏng, 0 mục cần xem lại")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (None, "en"),
        ("version: 1\n", "vi"),
        ("language: {team: en}\n", "en"),
        ("language: {team: fr}\n", "en"),
        ("language: {team: [vi]}\n", "en"),
        ("language: vi\n", "vi"),
        ("a: [", "en"),
        ("\xff", "en"),
    ],
)
def test_the_language_is_the_team_s_as_far_as_a_wrong_file_tells(tmp_path, text, language):
    path = tmp_path / "config.yaml"
    if text is not None:
        path.write_text(text, "latin-1")

    assert examined(path).words.language == language


def test_each_check_is_told_as_soon_as_it_is_done(tmp_path):
    told = []

    checkup = examined(demo(tmp_path), told=told.append)

    assert tuple(told) == checkup.checks


def test_the_ledger_is_given_back(tmp_path):
    path = demo(tmp_path)
    examined(path)

    ledger = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="x")
    assert ledger.runs() == ()
    ledger.close()


def test_every_check_has_its_name_in_both_languages():
    for language in ("en", "vi"):
        for step in STEPS:
            assert len(load_words(language)(f"doctor.{step.id}.name")) <= 14


def test_both_languages_say_the_same_things_with_the_same_facts():
    english, vietnamese = (load_words(language).section("doctor") for language in ("en", "vi"))

    assert english.keys() == vietnamese.keys()


def test_json_is_the_same_for_a_machine(tmp_path):
    made = examined(demo(tmp_path)).json

    assert made["exit"] == 0
    assert [check["id"] for check in made["checks"]] == [step.id for step in STEPS]
    assert made["checks"][2] == {
        "number": 3,
        "id": "key",
        "status": "ok",
        "findings": [
            {
                "status": "ok",
                "code": "file",
                "text": "không cần: bảng tính là một tệp",
                "fix": "",
            }
        ],
    }
