import re
from datetime import datetime
from pathlib import Path

import pytest

from briefs.checks import template_mistake, template_names, validate_templates
from briefs.content import briefs_of
from briefs.example import AS_OF, WORKED, findings_of, good
from briefs.fonts import font_shelf
from briefs.mail_parts import MailContext
from briefs.office import Office
from briefs.preview import opened, write_preview
from briefs.render import writers_of_all
from briefs.weekly import weekly_letter
from tests.briefs.facts import reorder

BUNDLED = font_shelf(system=False)


def office(folder=None):
    return Office(language="vi", shelf=BUNDLED, writers=writers_of_all(folder=folder))


def mine(tmp_path, name, text):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    at_work = office()
    reorders = (reorder(message_language="vi"), good())
    made = [at_work.documents(brief, as_of=AS_OF) for brief in briefs_of(reorders)]
    letter = weekly_letter(
        at_work.desk(tuple(made)),
        findings_of(reorders),
        MailContext(refreshed_at=datetime(2024, 11, 25, 7, 30)),
    )
    return write_preview(
        tmp_path_factory.mktemp("preview") / "out", at_work, made, {"weekly": letter}
    )


def test_everything_is_in_a_folder_with_an_index(preview):
    page = preview.read_text("utf-8")
    linked = re.findall(r'href="([^"]+)"', page)

    assert preview.name == "index.html"
    assert sorted([*linked, "index.html"]) == sorted(file.name for file in preview.parent.iterdir())
    assert {"mail-weekly.html", "mail-weekly.txt"} <= set(linked)
    assert any(name.endswith("-evidence.png") for name in linked)
    assert "Chưa gửi gì" in page


def test_a_mail_is_opened_with_its_pictures_inside(preview):
    page = (preview.parent / "mail-weekly.html").read_text("utf-8")

    assert "cid:" not in page
    assert page.count("data:image/png") == 2


def test_a_preview_may_be_written_twice(tmp_path):
    at_work = office()
    made = [at_work.documents(brief, as_of=AS_OF) for brief in briefs_of([WORKED])]

    first = write_preview(tmp_path, at_work, made, {}).read_bytes()

    assert write_preview(tmp_path, at_work, made, {}).read_bytes() == first
    assert "no Chinese font" in first.decode()


def test_a_letter_without_pictures_is_opened_as_it_is():
    letter = weekly_letter(
        office().desk(()), findings_of(()), MailContext(refreshed_at=datetime(2024, 11, 25, 7, 30))
    )

    assert opened(letter) == letter.html


def test_templates_that_are_right_have_no_mistake(tmp_path):
    mine(tmp_path, "vi/agent.txt.j2", "Của mình: {{ message.head.sku }}")
    mine(tmp_path, ".hidden", "x")

    assert validate_templates(tmp_path, office(tmp_path)) == ()


def test_a_name_that_nobody_gives_is_told_with_file_and_line(tmp_path):
    file = mine(tmp_path, "vi/brief.j2", '{% call section("why") %}\n{{ lott }}\n{% endcall %}')

    assert validate_templates(tmp_path, office(tmp_path)) == (f"{file}:2: 'lott' is undefined",)


def test_every_template_of_the_team_is_read_before_one_is_filled(tmp_path):
    first = mine(tmp_path, "vi/brief.j2", "a\n{{ lot }")
    second = mine(tmp_path, "layouts/mail.html.j2", "a\n\n{% if %}")
    third = mine(tmp_path, "vi/brieff.j2", "x")
    fourth = mine(tmp_path, "notes.txt", "x")
    fifth = tmp_path / "vi" / "chat.txt.j2"
    fifth.write_bytes(b"\xff\xfe")

    mistakes = validate_templates(tmp_path, office(tmp_path))

    assert sorted(re.sub(r": .*", "", line) for line in mistakes) == sorted(
        [f"{first}:2", f"{second}:3", f"{third}:1", f"{fourth}:1", f"{fifth}:1"]
    )
    assert any("did you mean vi/brief.j2?" in line for line in mistakes)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("vi/brief.j2", "\n{{ team.stock.real.foo }}", "2: "),
        ("layouts/brief.typ.j2", "#let = 3", "typst: "),
        (
            "layouts/brief.html.j2",
            "{{ pictures.get(0) }}",
            "1: a template prints a value that is not there",
        ),
        ("vi/message.txt.j2", "{{ 1 / 0 }}", "1: division by zero"),
        ("layouts/mail.txt.j2", "a\n{{ t('no.such.key') }}", "2: no.such.key"),
        ("vi/chat.txt.j2", "{{ ''.__class__ }}", "1: "),
    ],
)
def test_whatever_goes_wrong_in_a_template_has_its_place(tmp_path, name, text, told):
    mine(tmp_path, name, text)

    mistakes = validate_templates(tmp_path, office(tmp_path))

    assert mistakes
    assert all(told in line for line in mistakes)


def test_a_macro_of_ours_that_is_called_wrongly_is_the_teams_mistake(tmp_path):
    source = '{% from "layouts/parts.html.j2" import rows with context %}\n\n{{ rows(3) }}'
    file = mine(tmp_path, "layouts/brief.html.j2", source)

    mistakes = validate_templates(tmp_path, office(tmp_path))

    assert mistakes[0].startswith(f"{file}:3: ")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    missing = tmp_path / "none"

    assert validate_templates(missing, office()) == (f"{missing}: there is no such folder",)


def test_the_names_that_may_be_replaced_are_known():
    names = template_names()

    assert {"vi/brief.j2", "zh/message.txt.j2", "layouts/mail.html.j2", "layouts/style.css"} <= set(
        names
    )
    assert not [name for name in names if "words" in name or "__" in name]


def test_a_mistake_elsewhere_is_none_of_the_templates(tmp_path):
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0

    assert template_mistake(tmp_path, caught.value) is None
    assert template_mistake(Path(__file__).parent, caught.value).endswith("division by zero")
