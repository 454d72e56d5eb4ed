import json
from datetime import date
from decimal import Decimal

import pytest
import typst
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from briefs.render import MissingValueError, Writer
from quality.vocabulary import DefectTypeOptions, vocabulary

HOSTILE = (
    *('<b>&"#import', "#import", "*bold*", "_x_", "$x$", "[x]", "@ref", "// no", "---", "http://x"),
    *("\\", '"', "`raw`", "= head", "- item", "+ item", "/ term", "~", "<label>", "#let x = 1"),
    *("{{ x }}", "<< x >>", "<% x %>", "/* x */", "a\\\\b", "‘’“”", "Ấ ự ỹ ₫"),
)


def with_template(tmp_path, name, source, **options):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return Writer("en", folder=tmp_path, **options)


def test_a_teams_own_template_wins(tmp_path):
    writer = with_template(tmp_path, "en/agent.txt.j2", "our own {{ sku }}")

    assert writer.text("en/agent.txt.j2", sku="B-MUG") == "our own B-MUG\n"


def test_a_teams_own_template_cannot_reach_into_python(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "{{ ''.__class__.__mro__ }}")

    with pytest.raises(SecurityError):
        writer.text("x.txt.j2")


@pytest.mark.parametrize(
    "reach", ["rows.append(1)", "facts.clear()", "''.__class__", "said.__globals__", "kind.mro()"]
)
def test_what_the_sandbox_refuses_once_it_refuses_again(tmp_path, reach):
    writer = with_template(tmp_path, "x.txt.j2", f"{{{{ {reach} }}}}")
    facts = {"rows": [], "facts": {}, "said": with_template, "kind": str}

    for _ in range(2):
        with pytest.raises(SecurityError):
            writer.text("x.txt.j2", **facts)
    assert facts["rows"] == []


def test_the_sandbox_tells_a_type_from_its_values(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "{{ one.index('a') }} {{ two.append }}")

    with pytest.raises(SecurityError):
        writer.text("x.txt.j2", one=("a",), two=["a"])


def test_what_a_template_asks_for_and_nobody_gave_is_an_error(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "{{ sku }}")

    with pytest.raises(UndefinedError):
        writer.text("x.txt.j2")


@pytest.mark.parametrize("name", ["x.txt.j2", "x.html.j2", "x.typ.j2"])
def test_none_is_never_printed(tmp_path, name):
    source = "<< value >>" if "typ" in name else "{{ value }}"
    writer = with_template(tmp_path, name, source)

    with pytest.raises(MissingValueError):
        writer.environment(name).get_template(name).render(value=None)


def test_values_are_escaped_in_html(tmp_path):
    writer = with_template(tmp_path, "x.html.j2", "<p>{{ value }}</p>")

    assert writer.page("x.html.j2", value='<b>&"') == "<p>&lt;b&gt;&amp;&#34;</p>"


def test_a_value_stays_on_one_line_in_plain_text(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "[{{ value }}]")

    assert writer.text("x.txt.j2", value="a\r\nb\u2028c\x00d\u202ee") == "[a b c d e]\n"


def test_letters_with_marks_are_composed(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "{{ value }}")

    assert writer.text("x.txt.j2", value="vo\u031b\u0303") == "vỡ\n"


def test_where_a_part_was_left_out_one_empty_line_stays(tmp_path):
    writer = with_template(tmp_path, "x.txt.j2", "\n\na\n\n\n\nb\n\n")

    assert writer.text("x.txt.j2") == "a\n\nb\n"


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_set_as_they_are(tmp_path, value):
    """Typst would run code, read files or draw formulas; the value comes back as plain text."""
    writer = with_template(
        tmp_path,
        "x.typ.j2",
        "#metadata(([<< value >>].text, <<value|code_text>>)) <said>\n<< value >>(x).y\n",
    )
    file = tmp_path / "x.typ"
    file.write_text(writer.source("x.typ.j2", value=value), encoding="utf-8")

    said = json.loads(typst.query(str(file), "<said>", field="value", one=True))

    assert [text.replace("\u00a0", " ") for text in said] == [value, value]


def test_code_and_lists_of_names_may_stand_where_typst_expects_code(tmp_path):
    writer = with_template(tmp_path, "x.typ.j2", "<<fonts|code>> <<size|code>>")

    assert writer.source("x.typ.j2", fonts=('A "b"', "C"), size="9pt") == '("A \\"b\\"", "C",) 9pt'


def test_a_part_is_its_lines_that_say_something(tmp_path):
    writer = with_template(
        tmp_path,
        "x.j2",
        '{% call section("ask", numbered=True) %}\n a \n\n{% if false %}b{% endif %}\nc\n{% endcall %}\n'
        '{% call section("qc") %}\n{% endcall %}',
    )

    [part] = writer.sections("x.j2")

    assert (part.id, part.label, part.lines, part.numbered) == ("ask", "Ask", ("a", "c"), True)


def test_a_number_does_not_part_from_its_unit():
    writer = Writer("en")

    assert (
        writer.kept_together("3 days, 10 x, 15 of 200 = 7 %")
        == "3\u00a0days, 10 x, 15 of 200 =\u00a07 %"
    )


def test_defects_are_told_most_frequent_first():
    assert Writer("en").defects({"chipped": 2, "broken": 12, "leak": 0}) == "12 broken, 2 chipped"
    assert Writer("zh").defects({"chipped": 2, "broken": 12}) == "破损12个，缺口2个"


def test_a_teams_own_name_of_a_type_wins():
    own = vocabulary({"broken": DefectTypeOptions(vi="bể")})

    assert Writer("vi", vocabulary=own).defects({"broken": 2}) == "2 bể"
    assert Writer("vi", vocabulary=own).defect_name("broken") == "bể"
    assert Writer("en", vocabulary=own).defect_name("broken") == "Broken"


def test_a_type_that_nobody_knows_goes_by_its_code():
    assert Writer("en").defects({"odd_one": 2}) == "2 odd_one"


@pytest.mark.parametrize(
    ("own", "amount", "said"),
    [
        ("VND", Decimal(1_921_500), "1,922,000 ₫"),
        ("VND", Decimal(-1_921_400), "-1,921,000 ₫"),
        ("VND", Decimal(999), "999 ₫"),
        ("USD", Decimal("1921.50"), "US$1,921.50"),
    ],
)
def test_dong_are_told_in_whole_thousands(own, amount, said):
    writer = Writer("en", own=own)

    assert writer.words.plainly(writer.own_money(amount)) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 1, 6), "6 Jan"),
        (date(2025, 5, 30), "30 May 2025"),
        (date(2024, 1, 2), "2 Jan 2024"),
    ],
)
def test_a_day_far_away_shows_its_year(tmp_path, day, said):
    writer = with_template(tmp_path, "x.txt.j2", "{{ day|day }}")

    assert (
        writer.words.plainly(writer.text("x.txt.j2", day=day, as_of=date(2024, 11, 25)))
        == f"{said}\n"
    )
