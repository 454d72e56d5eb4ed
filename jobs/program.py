"""Which program this is, down to its last file: a checkout changes without its version."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from jobs.version import VERSION

ROOMS = ("briefs", "jobs", "quality", "sheets", "templates")
COUNTING = ("numpy", "polars", "scipy", "tzdata", "babel", "jinja2")  # what results are made with


@cache
def program() -> str:
    """Return a fingerprint of version, files and libraries."""
    digest = hashlib.sha256(VERSION.encode())
    for library in COUNTING:
        digest.update(f"|{library} {_version(library)}".encode())
    for room in ROOMS:
        add_folder(digest, files(room))
    return digest.hexdigest()


def add_folder(digest: "hashlib._Hash", folder: Traversable) -> None:
    """Add names and contents of the files in a folder, in the order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name == "__pycache__":
            continue
        digest.update(f"|{entry.name}|".encode())
        if entry.is_dir():
            add_folder(digest, entry)
        else:
            digest.update(entry.read_bytes())


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "?"
