"""A subject arrives with every space, also where its header line is folded."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from briefs.mail import Letter, eml


@pytest.mark.parametrize(
    "subject",
    [
        "3 reorders to settle this week: A-FAN switch, C-SCARF negotiate, B-MUG keep",
        "3 đơn cần xử lý tuần này: A-FAN đổi nguồn, C-SCARF đàm phán, B-MUG giữ",
        "需要处理的订单：A-FAN 换供应商, C-SCARF 谈判, B-MUG 保持 A-FAN 换供应商",
        "ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b ă b",
    ],
)
def test_no_space_is_lost_where_the_line_is_folded(subject):
    letter = Letter(subject=subject, text="text", html="<p>text</p>")
    moment = datetime(2025, 6, 2, tzinfo=UTC)

    made = eml(letter, message_id="<a@b.c>", sender="a@b.c", recipients=["d@e.f"], date=moment)

    assert message_from_bytes(made, policy=default)["Subject"] == subject
    lines = made.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(len(line) for line in lines) <= 78


def test_a_subject_cannot_bring_a_header_of_its_own():
    letter = Letter(subject="x\r\nBcc: evil@example.com", text="text", html="<p>text</p>")
    moment = datetime(2025, 6, 2, tzinfo=UTC)

    made = eml(letter, message_id="<a@b.c>", sender="a@b.c", recipients=["d@e.f"], date=moment)

    message = message_from_bytes(made, policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] == "x Bcc: evil@example.com"
