"""What every way out for letters keeps: one suite over all of them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from briefs.channels import FolderOptions, Outcome, SmtpOptions
from briefs.channels.smtp import Security
from briefs.mail import Attachment, Letter, Picture, eml
from tests.fakes.post_office import post_office

LETTER = Letter(
    subject="3 đơn cần xử lý tuần này",
    text="Chào\n.một dòng bắt đầu bằng dấu chấm\n",
    html='<p>Chào 中文</p><img src="cid:rates" alt="x">',
    pictures=(Picture(name="rates", png=b"\x89PNG\r\n\x1a\n" * 50, alt="x", width=1, height=1),),
    attachments=(Attachment(name="a.pdf", content=b"%PDF\r\n.\r\n" * 40, kind="application/pdf"),),
)
EML = eml(
    LETTER,
    message_id="<brief.abc.r1@shop.example>",
    sender="Shop <shop@shop.example>",
    recipients=["buyer@shop.example", "owner@shop.example"],
    date=datetime(2025, 6, 2, 7, 30, tzinfo=UTC),
)


class Folder:
    """A folder, read back."""

    def __init__(self, path):
        self.path = path / "mail"
        self.channel = FolderOptions(folder=self.path).channel()

    def received(self):
        return [file.read_bytes() for file in sorted(self.path.glob("*.eml"))]


class Server:
    """A mail server on loopback, read back."""

    def __init__(self, office):
        self.office = office
        options = SmtpOptions(host="127.0.0.1", port=office.port, security=Security.NONE)
        self.channel = options.channel()

    def received(self):
        return list(dict.fromkeys(content for _, content in self.office.letters))


@pytest.fixture(params=["folder", "smtp"])
def way(request, tmp_path):
    if request.param == "folder":
        yield Folder(tmp_path)
        return
    with post_office() as office:
        yield Server(office)


def lines(part):
    return part.get_content().splitlines()


def send(way, before_data=lambda: None, *, recipient="buyer@shop.example"):
    return way.channel.send(
        EML, sender="shop@shop.example", recipient=recipient, before_data=before_data
    )


def test_a_letter_arrives_byte_for_byte(way):
    reply = send(way)

    assert reply.outcome is Outcome.SENT
    assert way.received() == [EML]


def test_a_letter_that_arrived_can_be_read(way):
    send(way)

    [content] = way.received()
    message = message_from_bytes(content, policy=default)
    assert message["Subject"] == LETTER.subject
    assert lines(message.get_body(("plain",))) == LETTER.text.splitlines()
    assert lines(message.get_body(("html",))) == [LETTER.html]
    [pdf] = message.iter_attachments()
    assert pdf.get_content() == LETTER.attachments[0].content


def test_the_ledger_is_called_before_anything_is_out(way):
    seen = []

    send(way, lambda: seen.append(way.received()))

    assert seen == [[]]


@pytest.mark.parametrize("error", [RuntimeError("disk full"), OSError("disk full")])
def test_when_the_ledger_cannot_write_nothing_is_sent(way, error):
    """Its error is not taken for one of the connection."""

    def broken():
        raise error

    with pytest.raises(type(error), match="disk full"):
        send(way, broken)

    assert way.received() == []


def test_the_same_letter_for_two_people_is_the_same_bytes(way):
    send(way)
    send(way, recipient="owner@shop.example")

    assert way.received() == [EML]


def test_sending_again_changes_nothing_but_adds_no_other_letter(way):
    send(way)
    send(way)

    assert way.received() == [EML]
