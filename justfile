# The project's checks. `just check` before every push; `just full` adds what needs a browser,
# an office program, a database server or minutes.

python := if path_exists(".venv/bin/python") == "true" { ".venv/bin/python" } else { "python3" }
again := "--last-failed --last-failed-no-failures none"

default: check

# Everything that must be green before a push
check: lint types arrows test

lint:
    {{python}} -m ruff check .
    {{python}} -m ruff format --check .
    {{python}} -m codespell_lib
    {{python}} -m deptry .

types:
    {{python}} -m mypy

arrows:
    {{python}} -c "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"

# a test that hangs on time and lost the processor gets one more chance, by itself

# Tests with branch coverage: 100 % of quality, sheets and briefs, 95 % of all
test:
    {{python}} -m coverage erase
    {{python}} -m pytest -q -n auto --cov --cov-report= || {{python}} -m pytest -q --cov --cov-append --cov-report= {{again}}
    {{python}} -m coverage report --include="quality/*,sheets/*,briefs/*" --fail-under=100
    {{python}} -m coverage report --fail-under=95

# What needs a browser, LibreOffice, PostgreSQL, Chinese fonts or more time
full:
    {{python}} -m pytest -q -n auto -m full || {{python}} -m pytest -q -m full {{again}}

# Mutants of quality/: at least 90 % must be noticed
mutants:
    {{python}} -m tests.mutants

# Ratios inside one run; never part of a test
bench *NAMES:
    {{python}} -m tests.benchmarks {{NAMES}}

format:
    {{python}} -m ruff check --fix .
    {{python}} -m ruff format .
