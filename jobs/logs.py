"""Logs: text on a terminal, JSON elsewhere; no secret and no whole address ever leaves."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

LOGGER = logging.getLogger("reorder_brief")
HIDDEN = "****"
_PATTERNS = (
    re.compile(r"Bearer\s+[\w.~+/=-]+"),
    re.compile(r"ya29\.[\w-]+"),
    re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
    ),
    re.compile(r"(?<=://)[^/@\s:]+:[^/@\s]+(?=@)"),
)
_ADDRESS = re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_SERVICE = re.compile(r"\.iam\.gserviceaccount\.com$")


class Redaction:
    """Takes known secrets, things that look like one, and the names in addresses out of text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self.secrets = sorted({text for text in secrets if text}, key=len, reverse=True)

    def add(self, *secrets: str) -> None:
        """Take these out too from now on."""
        self.secrets = sorted({*self.secrets, *filter(None, secrets)}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without them; a service account's address stays: it must be read."""
        return _ADDRESS.sub(_short, self.secrets_only(text))

    def secrets_only(self, text: str) -> str:
        """Return the text without secrets; addresses stay, for the person who must mend them."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        for pattern in _PATTERNS:
            text = pattern.sub(HIDDEN, text)
        return text


class _Text(logging.Formatter):
    def __init__(self, redact: Redaction) -> None:
        super().__init__("%(levelname)s %(message)s")
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))


class _Json(logging.Formatter):
    def __init__(self, redact: Redaction) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "ts": datetime.fromtimestamp(record.created).astimezone().isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return self.redact(json.dumps(entry, ensure_ascii=False, default=str))


def set_up(
    *, verbosity: int, redact: Redaction, form: str | None = None, stream: TextIO | None = None
) -> None:
    """Send the program's log to a stream (standard error).

    Args:
        verbosity: -1 errors only, 0 warnings, 1 progress, 2 everything.
        redact: Takes secrets out of every line, tracebacks too.
        form: text or json; None: text on a terminal, JSON elsewhere.
        stream: Where to; standard error when None.
    """
    stream = stream or sys.stderr
    form = form or ("text" if stream.isatty() else "json")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json(redact) if form == "json" else _Text(redact))
    levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}
    LOGGER.handlers[:] = [handler]
    LOGGER.propagate = False
    LOGGER.setLevel(levels.get(verbosity, logging.DEBUG))


def _short(match: re.Match[str]) -> str:
    if _SERVICE.search(match[0]):
        return match[0]
    return f"{match[1]}…@{match[2]}"
