"""The checks of `doctor` in their order; a new one is a function and an entry here."""

from jobs.checks.inputs import check_headers, check_inputs, check_rows
from jobs.checks.key import check_key
from jobs.checks.mailing import check_mail
from jobs.checks.opening import (
    check_api,
    check_clock,
    check_editing,
    check_locale,
    check_spreadsheet,
)
from jobs.checks.outputs import check_outputs
from jobs.checks.private import check_secrets
from jobs.checks.settings_file import check_settings
from jobs.checks.step import Step
from jobs.checks.upkeep import check_healthcheck, check_schedule, check_state

STEPS = (
    Step(id="settings", look=check_settings, needs=()),
    Step(id="secrets", look=check_secrets),
    Step(id="key", look=check_key),
    Step(id="clock", look=check_clock),
    Step(id="api", look=check_api),
    Step(id="spreadsheet", look=check_spreadsheet),
    Step(id="editing", look=check_editing, needs=("configuration", "info")),
    Step(id="locale", look=check_locale, needs=("configuration", "info")),
    Step(id="inputs", look=check_inputs, needs=("configuration", "info")),
    Step(id="headers", look=check_headers, needs=("configuration", "intake")),
    Step(id="outputs", look=check_outputs, needs=("configuration", "info")),
    Step(id="rows", look=check_rows, needs=("configuration", "intake")),
    Step(id="mail", look=check_mail),
    Step(id="healthcheck", look=check_healthcheck),
    Step(id="schedule", look=check_schedule),
    Step(id="state", look=check_state),
)
