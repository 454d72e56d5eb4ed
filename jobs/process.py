"""How the process is set up before it loads what takes long."""

import atexit
import gc
import os
from collections.abc import MutableMapping
from contextlib import suppress

MANY = 400_000  # new objects between two collections: nearly all that a start makes stays
ALLOCATOR = "narenas:1,dirty_decay_ms:50,muzzy_decay_ms:0"


def set_up(environment: MutableMapping[str, str] = os.environ) -> None:
    """Spare the process work that is of no use to it.

    * OpenBLAS starts a thread for each processor, which waits busily at first. There is nothing
      here for them to do, and with one thread no result depends on the machine.
    * polars would divide a column of some thousand rows among as many threads, which costs more
      work than it saves time; whoever has many shops runs them side by side.
    * jemalloc, with which polars keeps its columns, keeps room that was given back for ten seconds,
      in several places apart. A twentieth of a second and one place are enough.
    * The garbage collector would look at every new module again and again, and once more at all of
      them at the end of the process.
    * pydantic would ask every installed package whether it has a plugin, and load it: nothing but
      what stands here may have a say in how settings are read.
    """
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    environment.setdefault("POLARS_MAX_THREADS", "1")
    environment.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    environment.setdefault("_RJEM_MALLOC_CONF", ALLOCATOR)
    gc.set_threshold(MANY)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def give_back() -> None:
    """Give room that was let go back to the system, where the C library can be told to.

    It keeps some 30 MB of holes once the answers of a large spreadsheet are understood.
    """
    import ctypes

    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
