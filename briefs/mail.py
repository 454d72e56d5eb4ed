"""A letter and its bytes: text beside HTML, pictures by Content-ID, attachments, no surprises."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import cast

from css_inline import CSSInliner

LARGEST_HTML = 90 * 1024  # bytes; Gmail clips at about 102 KB
LONGEST_SUBJECT = 78
POLICY = SMTP.clone(cte_type="7bit")
_SUBJECT = "subject-of-the-letter"  # stands in its line until the message is whole
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture and what it shows, for those who do not see it."""

    name: str  # ASCII, unique in a letter
    png: bytes
    alt: str
    width: int  # as shown, in pixels; the file has twice as many
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file beside a letter."""

    name: str  # ASCII
    content: bytes
    kind: str  # such as application/pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter before it has sender, recipients and date."""

    subject: str
    text: str
    html: str  # styles inlined; pictures as `cid:name`
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def inlined(page: str) -> str:
    """Return an HTML page whose styles stand at its elements, as mail programs need them."""
    return _INLINER.inline(page)


def eml(
    letter: Letter,
    *,
    message_id: str,
    sender: str,
    recipients: Sequence[str],
    date: datetime,
    references: str | None = None,
    reply_to: str | None = None,
    copies: Sequence[str] = (),
) -> bytes:
    """Return a letter as bytes; the same letter gives the same bytes.

    Args:
        letter: The letter.
        message_id: With its angle brackets, at the domain of the sender.
        sender: `Name <address>` or a bare address.
        recipients: The same; all of them are named, nobody is hidden.
        date: When it was composed, with its zone.
        references: Message-ID of the letter that this one revises.
        reply_to: Where answers go; None: to the sender.
        copies: Who is in copy, named as well.
    """
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _SUBJECT
    message["From"] = _address(sender)
    message["To"] = tuple(_address(recipient) for recipient in recipients)
    if copies:
        message["Cc"] = tuple(_address(copy) for copy in copies)
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if references:
        message["References"] = references
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    page = cast("list[EmailMessage]", message.get_payload())[1]
    for picture in letter.pictures:
        page.add_related(
            picture.png,
            maintype="image",
            subtype="png",
            cid=f"<{picture.name}>",
            disposition="inline",
            filename=f"{picture.name}.png",
        )
    for attachment in letter.attachments:
        maintype, _, subtype = attachment.kind.partition("/")
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name
        )
    _fix_boundaries(message, message_id)
    return message.as_bytes().replace(_SUBJECT.encode(), _encoded(letter.subject), 1)


def _encoded(subject: str) -> bytes:
    """Return a subject for its header line.

    The newer policies of the standard library lose the space where a line is folded between two
    encoded words; the older `Header` keeps it inside of one.
    """
    line = " ".join(subject.split())
    charset = "ascii" if line.isascii() else "utf-8"
    return Header(line, charset, header_name="Subject").encode(linesep="\r\n").encode()


def _address(named: str) -> Address:
    name, address = parseaddr(named)
    return Address(display_name=name, addr_spec=address)


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Give every multipart a boundary that follows from the Message-ID, not from chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()
            part.set_boundary(f"={digest[:30]}=")
