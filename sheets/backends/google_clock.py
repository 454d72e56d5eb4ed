"""What time it is at Google: a sign-in is refused when the clock here is some minutes off."""

from datetime import datetime
from email.utils import parsedate_to_datetime

import requests

from sheets.backends.google import GoogleOptions
from sheets.grid import WorkbookUnavailableError

_SECONDS = 10.0


def google_time(options: GoogleOptions) -> datetime | None:
    """Return what Google's clock shows, with its zone; None if the answer does not say.

    Raises:
        WorkbookUnavailableError: If Google cannot be reached.
    """
    with requests.Session() as session:
        session.trust_env = options.credentials != "none"
        try:
            answer = session.head(options.api_endpoint, timeout=_SECONDS)
        except requests.exceptions.RequestException as error:
            msg = "Google Sheets cannot be reached (is there a network?)"
            raise WorkbookUnavailableError(msg, reason="no_network") from error
    try:
        return parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
