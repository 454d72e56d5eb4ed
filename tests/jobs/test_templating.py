"""`config validate` tries a team's own templates."""

import pytest
from click.testing import CliRunner

from jobs.cli import main
from jobs.exits import Exit

CONFIG = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


def validated(folder, more=""):
    path = folder / "config.yaml"
    path.write_text(CONFIG + more, encoding="utf-8")
    return CliRunner().invoke(main, ["-c", str(path), "config", "validate"])


@pytest.mark.parametrize("more", ["", "brief: {templates: mine}\n"])
def test_a_configuration_without_mistakes_is_ok(tmp_path, more):
    (tmp_path / "mine").mkdir()

    result = validated(tmp_path, more)

    assert (result.exit_code, result.output) == (0, f"{tmp_path}/config.yaml: ok\n")


def test_a_mistake_in_a_template_is_told_with_its_file_and_line(tmp_path):
    template = tmp_path / "mine" / "vi" / "brief.j2"
    template.parent.mkdir(parents=True)
    template.write_text("first line\n{{ lott }}\n", encoding="utf-8")

    result = validated(tmp_path, "brief: {templates: mine}\n")

    assert result.exit_code == Exit.CONFIG
    assert "mine/vi/brief.j2:2: 'lott' is undefined" in result.output


def test_a_folder_of_templates_that_is_not_there_is_told(tmp_path):
    result = validated(tmp_path, "brief: {templates: nowhere}\n")

    assert result.exit_code == Exit.CONFIG
    assert "nowhere: there is no such folder" in result.output
