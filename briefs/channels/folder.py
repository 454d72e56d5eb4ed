"""Letters as files: the same .eml that a server would get, and a page to open in a browser."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from briefs.channels.reply import Outcome, Reply

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOptions:
    """Where letters are written."""

    folder: Path

    def channel(self) -> "FolderChannel":
        """Return the way out."""
        return FolderChannel(self.folder)


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Writes each letter once, whoever gets it, under the name of its Message-ID."""

    folder: Path

    def send(
        self, eml: bytes, *, sender: str, recipient: str, before_data: Callable[[], None]
    ) -> Reply:
        """Write a letter as .eml and, with its pictures inside, as .html."""
        del sender
        message = message_from_bytes(eml, _class=EmailMessage, policy=default)
        target = self.folder / f"{_file_name(message)}.eml"
        before_data()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(target, eml)
            page = page_of(message)
            if page is not None:
                _write(target.with_suffix(".html"), page.encode())
        except OSError as error:
            return Reply(outcome=Outcome.STOP, text=f"{target}: {error.strerror or error}")
        return Reply(outcome=Outcome.SENT, text=f"{recipient}: {target}")


def page_of(message: EmailMessage) -> str | None:
    """Return the HTML of a letter with its pictures inside, or None when it has none."""
    body = message.get_body(("html",))
    if body is None:
        return None
    page = str(body.get_content())
    for identity, address in _pictures(message).items():
        page = page.replace(f"cid:{identity}", address)
    return page


def _pictures(message: EmailMessage) -> Mapping[str, str]:
    pictures = {}
    for part in cast("Iterator[EmailMessage]", message.walk()):
        identity = part.get("Content-ID")
        if identity is not None:
            content = base64.b64encode(part.get_content()).decode()
            kind = part.get_content_type()
            pictures[identity.strip("<> ")] = f"data:{kind};base64,{content}"
    return pictures


def _file_name(message: EmailMessage) -> str:
    identity = str(message.get("Message-ID", "")).strip("<> ").partition("@")[0]
    return _UNSAFE.sub("_", identity)[:100].strip("._") or "letter"


def _write(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(target)
