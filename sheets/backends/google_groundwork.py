"""What a Google spreadsheet needs before the first run: the right to edit it, tabs to fill in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sheets.backends.google_client import SheetsClient

_PROBE = 715_517_002  # any number that no other metadata has


class GoogleGroundwork:
    """Prepares one spreadsheet."""

    def __init__(self, client: "SheetsClient") -> None:
        self.client = client

    def prove_editable(self) -> None:
        """Write a mark that nobody sees and take it away again, in one request.

        Raises:
            PermissionDeniedError: If we may only look.
            WorkbookError: If it cannot be written for another reason.
        """
        mark = {
            "metadataId": _PROBE,
            "metadataKey": "reorder-brief-probe",
            "metadataValue": "",
            "location": {"spreadsheet": True},
            "visibility": "PROJECT",
        }
        lookup = {"developerMetadataLookup": {"metadataId": _PROBE}}
        self.client.update(
            [
                {"createDeveloperMetadata": {"developerMetadata": mark}},
                {"deleteDeveloperMetadata": {"dataFilter": lookup}},
            ]
        )
