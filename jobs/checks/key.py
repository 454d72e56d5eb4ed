"""Check 3: the key is one of a service account, and whom to share the spreadsheet with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jobs.checks.visit import PATIENCE_SECONDS, Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.exits import Exit
from jobs.team import spreadsheet_of
from sheets.backends.google import GoogleOptions, GoogleWorkbook
from sheets.grid import WorkbookError

_OF_THE_SIGN_IN = ("key_missing", "key_wrong", "not_signed_in")


def check_key(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Open the spreadsheet as far as that goes without a request."""
    assert visit.configuration is not None  # noqa: S101 - its step needs it
    options = spreadsheet_of(visit.configuration)
    if isinstance(options, GoogleOptions):
        wrong = wrong_kind(options, say)
        if wrong is not None:
            visit.trouble = WorkbookError(wrong.text, reason="key_wrong")
            yield wrong
            return
        patience = min(PATIENCE_SECONDS, options.deadline_seconds)
        options = replace(options, deadline_seconds=patience)
    try:
        visit.workbook = visit.open_workbook(options)
    except WorkbookError as error:
        visit.trouble = error
        if error.reason in _OF_THE_SIGN_IN:
            yield say.error(error)
            return
    yield _account(visit, options, say)


def _account(visit: Visit, options: object, say: Voice) -> Finding:
    if not isinstance(options, GoogleOptions):
        return say.ok("file")
    facts = key_facts(options.credentials)
    if facts.get("type") == "authorized_user":
        return say.warn("person", path=options.credentials)
    if isinstance(visit.workbook, GoogleWorkbook) and options.credentials != "none":
        project = facts.get("project_id", "")
        code = "fine" if project else "signed_in"
        return say.ok(code, account=visit.workbook.account, project=project)
    return say.ok("readable")


def wrong_kind(options: GoogleOptions, say: Voice) -> Finding | None:
    """Return what to do about an OAuth client, which Google's console offers beside the key."""
    facts = key_facts(options.credentials)
    if "installed" in facts or "web" in facts:
        return say.fail("oauth_client", Exit.CONFIG, path=options.credentials)
    return None


def key_facts(credentials: object) -> dict[str, Any]:
    """Return what stands in a key file; nothing where there is none, or none that can be read."""
    if not isinstance(credentials, Path):
        return {}
    try:
        facts = json.loads(credentials.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}
