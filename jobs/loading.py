"""Modules that take long to load, loaded while something else is waited for."""

import gc
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module


def load_meanwhile(names: Sequence[str]) -> None:
    """Begin to load modules, one after the other, in a thread of their own.

    Whoever needs one of them imports it as always: he waits where it is just being loaded, and
    meets the mistake where it cannot be. The process ends after the thread.
    """
    missing = [name for name in names if name not in sys.modules]
    if missing:
        threading.Thread(target=_load, args=(missing,), name="loading").start()


def _load(names: Sequence[str]) -> None:
    with suppress(Exception):  # whoever needs it will see why it cannot be loaded
        for name in names:
            import_module(name)
    gc.freeze()  # what was loaded stays: no collection needs to look at it again
