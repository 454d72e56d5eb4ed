"""Every line of cron/ does what it says: its commands exist, its times are the schedule's."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from jobs.cli import main
from jobs.due import slots
from jobs.exits import Exit
from jobs.settings import LocaleSettings, ScheduleSettings
from tests.jobs.terminal import call
from tests.jobs.test_fleet import Inline

CRON = Path(__file__).parent.parent.parent / "cron"
UNITS = sorted((CRON / "systemd").iterdir())
PROGRAM = "/opt/reorder-brief/bin/reorder-brief"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")


class Unit(configparser.RawConfigParser):
    """A unit file; a key may stand several times."""

    def __init__(self, path):
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str
        self.read_string(path.read_text(encoding="utf-8"))


def crontab():
    """Return the (five time fields, command) of every line."""
    for line in (CRON / "crontab.example").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and not re.match(r"\w+=", line):
            *times, command = line.split(maxsplit=5)
            yield times, command


def commands():
    """Return every call of our program in cron/, as arguments."""
    for _, command in crontab():
        if command.startswith(PROGRAM):
            yield shlex.split(command)[1:]
    for path in UNITS:
        start = Unit(path).get("Service", "ExecStart", fallback="")
        if start.startswith(PROGRAM):
            yield shlex.split(start)[1:]
    job = yaml.safe_load((CRON / "k8s-cronjob.yaml").read_text(encoding="utf-8"))
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    yield pod["containers"][0]["args"]
    yield fleet_arguments()
    for step in actions()["jobs"]["nightly"]["steps"]:
        if step.get("run", "").startswith("reorder-brief"):
            yield shlex.split(step["run"])[1:]
    yield docker("CMD")
    for block in re.findall(r"`reorder-brief ([a-z][^`]*)`", (CRON / "README.md").read_text()):
        yield shlex.split(block)


def fleet_job():
    """Return the Job of many teams."""
    text = (CRON / "kubernetes/fleet-cronjob.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["spec"]["jobTemplate"]["spec"]


def fleet_arguments(number=0):
    """Return what the pod of a number is called with, as Kubernetes fills it in."""
    [container] = fleet_job()["template"]["spec"]["containers"]
    return [word.replace("$(JOB_COMPLETION_INDEX)", str(number)) for word in container["args"]]


def actions():
    text = (CRON / "github-actions.yml.example").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def docker(word):
    """Return the list that an instruction of the Dockerfile has."""
    text = (CRON / "Dockerfile").read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith(f"{word} ")]
    return yaml.safe_load(line.removeprefix(word))


def resolve(group, context, arguments):
    """Follow arguments down to a command; what click does not know raises."""
    name, command, rest = group.resolve_command(context, list(arguments))
    own = command.make_context(name, rest, parent=context)
    if hasattr(command, "resolve_command"):
        return resolve(command, own, own._protected_args + own.args)
    return own


@pytest.mark.parametrize("arguments", list(commands()), ids=" ".join)
def test_every_command_in_cron_is_one_of_ours(arguments):
    context = main.make_context("reorder-brief", list(arguments))

    assert resolve(main, context, [*context._protected_args, *context.args])


def test_there_are_as_many_commands_as_the_files_should_have():
    assert len(list(commands())) >= 8


def field(text, low, high):
    """Return the numbers of a time field of cron."""
    whole, _, step = text.partition("/")
    if whole == "*":
        return set(range(low, high + 1, int(step or 1)))
    return {int(whole)}


def test_crontab_lines_are_times_that_come():
    for times, _ in crontab():
        limits = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
        for text, (low, high) in zip(times, limits, strict=True):
            assert field(text, low, high) <= set(range(low, high + 1))
        assert "*" in (times[2], times[4]), "cron takes either of the two, not both"


def test_crontab_has_no_percent_sign_of_its_own():
    assert all("%" not in command for _, command in crontab())


def test_run_due_is_called_more_often_than_anything_is_tried_again():
    [(times, _)] = [line for line in crontab() if line[1].endswith("run-due")]

    assert len(field(times[0], 0, 59)) == 4


@needs_systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(tmp_path, path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for program in (PROGRAM, "/usr/bin/systemd-cat"):
            text = text.replace(f"ExecStart={program}", "ExecStart=/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    name = path.name.replace("@.", "@reorder-brief.service.")

    verified = subprocess.run(
        [ANALYZE, "verify", "--man=no", "--recursive-errors=no", tmp_path / name],
        check=False, capture_output=True, text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    said = [line for line in verified.stderr.splitlines() if str(tmp_path) in line]
    assert (verified.returncode, said) == (0, []), verified.stderr


TIMERS = [path for path in UNITS if path.suffix == ".timer"]


def calendar(path, *options):
    line = Unit(path).get("Timer", "OnCalendar")
    shown = subprocess.run(
        [ANALYZE, "calendar", *options, line], check=True, capture_output=True, text=True
    )
    return re.findall(r"(?:Next elapse|Iter\S* #\d+|\(in UTC\)): (.* UTC)", shown.stdout)


@needs_systemd
@pytest.mark.parametrize("job", ["nightly", "weekly"])
def test_timers_wake_at_the_default_schedule(job):
    """So that somebody who copies both without changing anything gets no late run."""
    start, zone = datetime(2027, 3, 25, tzinfo=UTC), ZoneInfo(LocaleSettings().timezone)
    options = ("--base-time=2027-03-25 00:00:00 UTC", "--iterations=5")

    found = calendar(CRON / f"systemd/reorder-brief-{job}.timer", *options)

    schedule = getattr(ScheduleSettings(), job)
    due = slots(job, schedule, zone, after=start, until=start + timedelta(days=40))
    assert found == [f"{slot.instant:%a %Y-%m-%d %H:%M:%S} UTC" for slot in due][:5]


@needs_systemd
def test_the_tick_comes_every_quarter_of_an_hour():
    path = CRON / "systemd/reorder-brief-tick.timer"
    options = ("--base-time=2027-03-25 00:00:00 UTC", "--iterations=4")

    assert len(calendar(path, *options)) >= 4


def test_timers_start_a_unit_that_is_there():
    names = {path.name for path in UNITS}

    assert {Unit(path).get("Timer", "Unit") for path in TIMERS} <= names


def test_a_run_is_given_longer_to_end_than_a_mail_server_to_answer():
    from briefs.channels.smtp import LAST_ANSWER_TIMEOUT

    for path in UNITS:
        unit = Unit(path)
        if unit.get("Service", "ExecStart", fallback="").startswith(PROGRAM):
            minutes = int(unit.get("Service", "TimeoutStopSec").removesuffix("min"))
            assert minutes * 60 > LAST_ANSWER_TIMEOUT
    pod = yaml.safe_load((CRON / "k8s-cronjob.yaml").read_text())["spec"]["jobTemplate"]["spec"]
    assert pod["template"]["spec"]["terminationGracePeriodSeconds"] > LAST_ANSWER_TIMEOUT


def test_exit_statuses_in_units_are_what_they_say():
    service = Unit(CRON / "systemd/reorder-brief.service")
    daemon = Unit(CRON / "systemd/reorder-brief-daemon.service")

    assert service.get("Service", "SuccessExitStatus") == f"{Exit.PARTIAL:d} {Exit.LOCKED:d}"
    assert daemon.get("Service", "RestartPreventExitStatus") == f"{Exit.CONFIG:d}"


def test_kubernetes_never_runs_two_at_once_nor_gives_up():
    job = yaml.safe_load((CRON / "k8s-cronjob.yaml").read_text(encoding="utf-8"))

    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    assert job["spec"]["startingDeadlineSeconds"] > 10
    assert job["spec"]["timeZone"] == LocaleSettings().timezone
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    assert mounts == {volume["name"] for volume in pod["volumes"]}
    assert container["image"].split(":")[0] == "reorder-brief"


def test_secrets_in_kubernetes_are_the_ones_that_settings_can_name():
    job = yaml.safe_load((CRON / "k8s-cronjob.yaml").read_text(encoding="utf-8"))
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    names = {variable["name"] for variable in pod["containers"][0]["env"]}

    assert names == {"LEDGER_URL", "SMTP_PASSWORD", "HEALTHCHECK_URL"}


def test_actions_never_send_mail_and_never_start_at_the_full_hour():
    flow = actions()
    when = flow[True]["schedule"][0]["cron"]  # YAML reads the key `on` as true

    assert when.split()[0] not in {"0", "30"}
    assert any("--no-mail" in step.get("run", "") for step in flow["jobs"]["nightly"]["steps"])
    assert "run-due" not in (CRON / "github-actions.yml.example").read_text()


def test_the_image_starts_our_program_as_somebody_else_than_root():
    text = (CRON / "Dockerfile").read_text(encoding="utf-8")

    assert docker("ENTRYPOINT") == ["reorder-brief"]
    assert "USER 10001" in text
    assert "[fleet]" in text


def test_the_table_of_ways_names_every_file():
    page = (CRON / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in CRON.iterdir() if path.name != "README.md"]

    assert all(name in page for name in files)
    assert set(re.findall(r"reorder-brief-\w+\.(?:timer|service)", page)) <= {
        path.name for path in UNITS
    }


@pytest.mark.full
def test_the_line_of_the_crontab_runs_and_says_nothing(tmp_path):
    """Twice, as cron would; the demo workbook stands in for a team's."""
    from jobs.demo import write_workbook
    from jobs.demo_data import demo_tabs
    from jobs.demo_tables import ANCHOR

    write_workbook(tmp_path / "quality.xlsx", demo_tabs(ANCHOR, language="en"))
    text = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    [line] = [command for _, command in crontab() if command.endswith("run-due")]
    here = line.replace("/srv/reorder-brief", str(tmp_path)).split()[1:]

    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-m", "jobs", *here], check=False, capture_output=True, text=True
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_each_pod_of_the_fleet_takes_its_own_part():
    job = fleet_job()
    shard = fleet_arguments(7)[fleet_arguments().index("--shard") + 1]

    assert job["completionMode"] == "Indexed"
    assert job["completions"] == job["parallelism"] == job["maxFailedIndexes"]
    assert shard == f"7/{job['completions']}"
    assert job["backoffLimitPerIndex"] == 0
    pod = job["template"]["spec"]
    mounts = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    assert mounts == {volume["name"] for volume in pod["volumes"]}


def test_the_pods_of_the_fleet_together_make_every_team_once(tmp_path, monkeypatch):
    """Their command lines as they stand; the teams have no workbook, which is told of each."""
    monkeypatch.setattr("jobs.fleet_calls.Processes", Inline)
    monkeypatch.setattr("jobs.cli.now", lambda: datetime(2026, 6, 2, 3, 0, tzinfo=UTC))
    shared = "version: 1\nspreadsheet: {backend: xlsx}\nmail: {out: post}\n"
    (tmp_path / "shared.yaml").write_text(shared, encoding="utf-8")
    (tmp_path / "teams").mkdir()
    for number in range(8):
        own = f"extends: ../shared.yaml\nspreadsheet: {{path: {number}.xlsx}}\n"
        (tmp_path / f"teams/{number}.yaml").write_text(own, encoding="utf-8")
    told = []

    for number in range(fleet_job()["completions"]):
        words = [word.replace("/config", str(tmp_path)) for word in fleet_arguments(number)]
        done = call(*words, "--json")
        told += json.loads(done.stdout)["lines"]

    assert sorted(Path(line["config"]).stem for line in told) == list("01234567")
    assert {line["status"] for line in told} == {"failed"}
