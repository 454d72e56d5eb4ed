"""Clients for the local Sheets server: gspread's HTTPClient and google-api-python-client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gspread
import requests

if TYPE_CHECKING:
    from tests.fakes.sheets_server import SheetsServer

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")
TOKEN = "local-token"


def http_client_class(base_url: str) -> type[gspread.HTTPClient]:
    """A gspread HTTPClient class whose requests go to `base_url` instead of Google."""

    class LocalHTTPClient(gspread.HTTPClient):
        base = base_url

        def request(
            self, method: str, endpoint: str, *args: Any, **kwargs: Any
        ) -> requests.Response:
            for host in GOOGLE:
                endpoint = endpoint.replace(host, self.base, 1)
            return super().request(method, endpoint, *args, **kwargs)

    return LocalHTTPClient


def session(token: str = TOKEN) -> requests.Session:
    """A requests session that sends a bearer token and asks no proxy."""
    made = requests.Session()
    made.trust_env = False
    made.headers["Authorization"] = f"Bearer {token}"
    return made


def http_client(server: SheetsServer | str, token: str = TOKEN) -> gspread.HTTPClient:
    """A gspread HTTPClient for a server (or its base URL) with a plain session and a ready token."""
    base_url = server if isinstance(server, str) else server.base_url
    return http_client_class(base_url)(auth=None, session=session(token))


def client(server: SheetsServer | str, token: str = TOKEN) -> gspread.Client:
    """A gspread Client (open_by_key, worksheets, ...) for a server."""
    base_url = server if isinstance(server, str) else server.base_url
    return gspread.Client(
        auth=None, session=session(token), http_client=http_client_class(base_url)
    )


def discovery_service(server: SheetsServer | str, token: str = TOKEN) -> Any:
    """google-api-python-client's `sheets` v4 service for a server."""
    import httplib2
    from google.oauth2.credentials import Credentials
    from google_auth_httplib2 import AuthorizedHttp
    from googleapiclient.discovery import build

    base_url = server if isinstance(server, str) else server.base_url
    http = AuthorizedHttp(Credentials(token=token), http=httplib2.Http(timeout=20))
    return build(
        "sheets",
        "v4",
        http=http,
        client_options={"api_endpoint": base_url},
        static_discovery=True,
        cache_discovery=False,
    )
