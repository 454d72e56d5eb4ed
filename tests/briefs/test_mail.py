from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from briefs.mail import Attachment, Letter, Picture, eml, inlined

PICTURE = Picture(name="rates", png=b"\x89PNG" * 20, alt="x", width=1, height=1)
LETTER = Letter(
    subject="3 đơn cần xử lý",
    text="Chào\n",
    html='<p>Chào 中文</p><img src="cid:rates" alt="x">',
    pictures=(PICTURE,),
    attachments=(Attachment(name="brief.pdf", content=b"%PDF", kind="application/pdf"),),
)
CHOSEN = {
    "message_id": "<brief.k.r1@shop.example>",
    "sender": "Cửa hàng <shop@shop.example>",
    "recipients": ["Mai <buyer@shop.example>", "owner@shop.example"],
    "date": datetime(2025, 6, 2, 7, 30, tzinfo=UTC),
}


def read(letter=LETTER, **changes):
    return message_from_bytes(eml(letter, **(CHOSEN | changes)), policy=default)


def test_a_letter_has_the_headers_of_a_machine_that_hides_nobody():
    message = read()

    assert message["Subject"] == "3 đơn cần xử lý"
    assert message["From"] == "Cửa hàng <shop@shop.example>"
    assert message["To"] == "Mai <buyer@shop.example>, owner@shop.example"
    assert message["Date"] == "Mon, 02 Jun 2025 07:30:00 +0000"
    assert message["Message-ID"] == "<brief.k.r1@shop.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Bcc"] is None
    assert message["References"] is None


def test_copies_and_the_address_for_answers_are_named():
    message = read(copies=["owner@shop.example"], reply_to="Mai <mai@shop.example>")

    assert message["Cc"] == "owner@shop.example"
    assert message["Reply-To"] == "Mai <mai@shop.example>"


def test_a_revision_refers_to_the_first_letter():
    assert read(references="<brief.k.r1@shop.example>")["References"] == "<brief.k.r1@shop.example>"


def test_text_stands_beside_html_with_its_pictures_and_the_files_after_them():
    message = read()

    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    picture = next(part for part in message.walk() if part["Content-ID"])
    assert picture["Content-ID"] == "<rates>"
    assert picture["Content-Disposition"].startswith("inline")


def test_every_byte_is_seven_bits_wide():
    """EmailMessage's SMTP policy would send the text as 8bit."""
    content = eml(LETTER, **CHOSEN)

    assert content.isascii()
    assert b"\r\n" in content
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_letter_is_the_same_bytes():
    """EmailMessage draws its boundaries at random."""
    assert eml(LETTER, **CHOSEN) == eml(LETTER, **CHOSEN)


def test_a_subject_cannot_bring_headers_of_its_own():
    message = read(Letter(subject="a\r\nBcc: x@y.example", text="t\n", html="<p>t</p>"))

    assert message["Subject"] == "a Bcc: x@y.example"
    assert message["Bcc"] is None


def test_styles_stand_at_their_elements_and_queries_stay():
    page = inlined(
        "<html><head><style>p { color: red } @media (max-width: 9px) { p { color: blue } }</style>"
        "</head><body><p>x</p></body></html>"
    )

    assert '<p style="color: red;">' in page
    assert "@media (max-width: 9px)" in page
