"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("reorder-brief")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0+unknown"


VERSION = _installed()
