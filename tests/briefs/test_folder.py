from datetime import UTC, datetime

from briefs.channels.folder import FolderOptions, page_of
from briefs.channels.reply import Outcome
from briefs.mail import Letter, Picture, eml


def letter(**changes):
    return Letter(**{"subject": "x", "text": "a\n", "html": "<p>a</p>", **changes})


def as_bytes(made, *, message_id="<brief.abc.r1@shop.example>"):
    return eml(
        made,
        message_id=message_id,
        sender="shop@shop.example",
        recipients=["buyer@shop.example"],
        date=datetime(2025, 6, 2, tzinfo=UTC),
    )


def send(folder, content):
    return (
        FolderOptions(folder=folder)
        .channel()
        .send(content, sender="a@b.example", recipient="buyer@b.example", before_data=lambda: None)
    )


def test_a_letter_is_also_a_page_with_its_pictures_inside(tmp_path):
    picture = Picture(name="rates", png=b"png", alt="x", width=1, height=1)
    made = letter(html='<img src="cid:rates" alt="x">', pictures=(picture,))

    reply = send(tmp_path, as_bytes(made))

    page = (tmp_path / "brief.abc.r1.html").read_text("utf-8")
    assert 'src="data:image/png;base64,cG5n"' in page
    assert reply.outcome is Outcome.SENT
    assert reply.text == f"buyer@b.example: {tmp_path / 'brief.abc.r1.eml'}"
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "brief.abc.r1.eml",
        "brief.abc.r1.html",
    ]


def test_a_letter_without_html_has_no_page(tmp_path):
    assert send(tmp_path, b"Message-ID: <a@b>\r\n\r\ntext").outcome is Outcome.SENT

    assert [file.name for file in tmp_path.iterdir()] == ["a.eml"]


def test_a_name_never_leaves_the_folder(tmp_path):
    """The name comes from a header: neither its slashes nor its dots make a path."""
    send(tmp_path / "out", b"Message-ID: <../../etc/x y@b>\r\n\r\ntext")
    send(tmp_path / "out", b"\r\ntext")

    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "etc_x_y.eml",
        "letter.eml",
    ]


def test_a_folder_that_cannot_be_written_stops_everything(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")

    reply = send(file / "mail", as_bytes(letter()))

    assert reply.outcome is Outcome.STOP
    assert str(file) in reply.text


def test_a_page_needs_html():
    from email.message import EmailMessage

    assert page_of(EmailMessage()) is None
