"""The errors Google answers with, as exceptions that carry their JSON body."""

from __future__ import annotations

from typing import Any

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


class ApiError(Exception):
    """An error answer: HTTP code, message, and the optional `details` list."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: str | None = None,
        details: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS_NAMES.get(code, "UNKNOWN")
        self.details = details or []
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The JSON body in Google's shape."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": self.status,
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def prefixed(self, prefix: str) -> ApiError:
        """The same error with `prefix` before its message, as in `Invalid requests[0].addSheet: `."""
        return ApiError(self.code, prefix + self.message, status=self.status, details=self.details)


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT with a message only."""
    return ApiError(400, message)


def violation(field: str, description: str) -> ApiError:
    """400 INVALID_ARGUMENT with one BadRequest field violation, as for a payload of the wrong shape."""
    return violations([(field, description)])


def violations(found: list[tuple[str, str]]) -> ApiError:
    """400 INVALID_ARGUMENT with several field violations; the message lists them one a line."""
    return ApiError(
        400,
        "\n".join(description for _, description in found),
        details=[
            {
                "@type": BAD_REQUEST,
                "fieldViolations": [
                    {"field": field, "description": description}
                    if field
                    else {"description": description}
                    for field, description in found
                ],
            }
        ],
    )
