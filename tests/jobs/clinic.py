"""A clinic for tests: `doctor` with a clock that stands still and nobody who waits."""

import json
import random
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from jobs.checks import STEPS
from jobs.configuration import load
from jobs.demo import write_demo
from jobs.demo_tables import ANCHOR
from jobs.doctor import doctor
from sheets.backends.google import GoogleOptions
from sheets.backends.pace import Pace
from tests.fakes.sheets_server import ManualClock
from tests.jobs.shop import session, typed_rows

NOON = datetime.combine(ANCHOR, datetime.min.time(), tzinfo=UTC) + timedelta(hours=5)
ACCOUNT = "reorder-bot@reorder-436.iam.gserviceaccount.com"
BOOK = "1AbCdEfGh"


def opened(options):
    """Open a spreadsheet; waits go to a clock of their own and not to the wall."""
    if not isinstance(options, GoogleOptions):
        return options.open()
    clock = ManualClock()
    pace = Pace(
        deadline_seconds=options.deadline_seconds,
        clock=clock,
        sleep=clock.sleep,
        generator=random.Random(7),
    )
    return options.open(pace)


def examined(path, **options):
    """Look at everything that a configuration leads to."""
    return doctor(
        path,
        **{
            "clock": lambda: NOON,
            "environment": {},
            "opened": opened,
            "google_time": lambda _options: NOON,
            **options,
        },
    )


def steps_to(name):
    """The checks that one depends on, and itself."""
    alone = ("secrets", "mail", "healthcheck", "schedule", "state")
    ids = [step.id for step in STEPS]
    wanted = {"settings", name} if name in alone else set(ids[: ids.index(name) + 1])
    return [step for step in STEPS if step.id in wanted]


def check(checkup, name):
    """One of its checks."""
    [found] = [check for check in checkup.checks if check.id == name]
    return found


def codes(checkup, name):
    """What a check saw, as `status code`."""
    return [f"{one.status} {one.code}" for one in check(checkup, name).findings]


@cache
def _ready(language):
    """The demo's files, made once."""
    with TemporaryDirectory() as folder:
        write_demo(Path(folder), anchor=ANCHOR, language=language)
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def demo(folder, *, language="vi", more=""):
    """The demo shop; returns its configuration."""
    for name, content in _ready(language).items():
        (folder / name).write_bytes(content)
    path = folder / "config.yaml"
    if more:
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def private_key():
    """A key as Google makes one; some tenths of a second, so once a session."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def key_file(folder, server, key):
    """A key file as Google's console gives it, where `init` and config.yaml look for it."""
    facts = {
        "type": "service_account",
        "project_id": "reorder-436",
        "client_email": ACCOUNT,
        "private_key": key,
        "private_key_id": "k1",
        "token_uri": server.token_url,
    }
    file = folder / "secrets" / "service-account.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(facts), encoding="utf-8")
    file.chmod(0o600)
    return file


def google(folder, server, key, *, language="en", roles=(ACCOUNT, "writer"), more="", **seeds):
    """The demo shop at Google, signed in with a key file; returns its configuration."""
    seeds = {"locale": "vi_VN", "time_zone": "Asia/Saigon", "title": "Quality", **seeds}
    server.seed(
        BOOK, seeds.pop("tabs", typed_rows(language=language)), roles=dict([roles]), **seeds
    )
    key_file(folder, server, key)
    path = folder / "config.yaml"
    path.write_text(
        "version: 1\n"
        "spreadsheet:\n"
        "  backend: google\n"
        f"  url: https://docs.google.com/spreadsheets/d/{BOOK}/edit\n"
        "  credentials: secrets/service-account.json\n"
        f"  api_endpoint: {server.base_url}\n"
        f"language: {{team: {language}}}\n{more}",
        encoding="utf-8",
    )
    return path


def ran(path, job, *, at):
    """Note a run that ended well, and what it kept."""
    made = session(load(path))
    made.ledger.begin_run(run_id=job, job=job, now=at, as_of=at.date())
    made.ledger.store(job, "backup", "tab", b"cells", now=at)
    made.ledger.finish_run(job, status="ok", exit_code=0, now=at)
    made.ledger.close()
