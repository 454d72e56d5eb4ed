"""Reading YAML without letting it guess."""

from jobs.nodes import Problem, parse


def test_every_scalar_stays_as_it_was_typed():
    document = parse("at: 17:30\nsku: 0123\ncountry: NO\nempty:\nquoted: ''\n")

    assert document.values == {
        "at": "17:30",
        "sku": "0123",
        "country": "NO",
        "empty": None,
        "quoted": "",
    }


def test_a_key_that_stands_twice_is_a_problem_with_both_lines():
    [problem] = parse("a: 1\nb:\n  c: 2\n  c: 3\n").problems

    assert problem.line("config.yaml") == (
        "config.yaml:4:3: b.c: this key stands twice; the first is in line 3"
    )


def test_lists_and_nested_places_are_known():
    document = parse("mail:\n  to:\n    - a@example.com\n    - b@example.com\n")

    assert document.values == {"mail": {"to": ["a@example.com", "b@example.com"]}}
    assert document.place(("mail", "to", 1)) == (4, 7)
    assert document.place(("mail", "missing")) == (1, 1)
    assert document.place(("nothing",)) is None


def test_an_empty_file_has_no_values_and_no_problem():
    assert parse("# only a comment\n").values == {}
    assert parse("").problems == ()


def test_text_that_is_no_yaml_is_one_problem_with_its_place():
    [problem] = parse("a: [1, 2\nb: 3\n").problems

    assert problem.place == (2, 2)
    assert "not readable as YAML" in problem.message


def test_a_control_character_is_a_problem_without_a_place():
    [problem] = parse("a: \x00").problems

    assert problem.place is None
    assert "special characters are not allowed" in problem.line("config.yaml")


def test_a_file_that_is_a_list_is_refused():
    [problem] = parse("- a\n- b\n").problems

    assert problem.message == "the file must be a list of `key: value` lines"


def test_a_problem_without_path_or_place_is_still_a_line():
    assert Problem(path=(), message="gone").line("config.yaml") == "config.yaml: gone"


def test_an_alias_that_leads_into_itself_is_a_problem():
    document = parse("a: &x [*x]\nb: 1\n")

    assert document.values["b"] == "1"
    assert {problem.line("c.yaml") for problem in document.problems} == {
        "c.yaml:1:4: a: an alias (*) leads round in a circle, or too deep"
    }


def test_a_list_is_no_key():
    [problem] = parse("version: 1\n? [1, 2]\n: x\n").problems

    assert problem.line("c.yaml") == "c.yaml:2:3: a key must be one word, not a list or a mapping"
