"""Modules that take long to load, loaded while something else is waited for."""

import gc
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module


def load_meanwhile(names: Sequence[str], *, prepare: Callable[[], object] | None = None) -> None:
    """Begin to load modules, one after the other, in a thread of their own.

    Whoever needs one of them imports it as always: he waits where it is just being loaded, and
    meets the mistake where it cannot be. The process ends after the thread.

    Args:
        names: The modules; where all are loaded already, nothing is done.
        prepare: Called before them: what is needed first, and kept by whoever makes it.
    """
    missing = [name for name in names if name not in sys.modules]
    if missing:
        threading.Thread(target=_load, args=(missing, prepare), name="loading").start()


def _load(names: Sequence[str], prepare: Callable[[], object] | None) -> None:
    with suppress(Exception):  # whoever needs it will see why it cannot be loaded
        if prepare is not None:
            prepare()
        for name in names:
            import_module(name)
    gc.freeze()  # what was loaded stays: no collection needs to look at it again
