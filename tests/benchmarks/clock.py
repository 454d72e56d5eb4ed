"""CPU seconds and memory of a process by stage; what a stage calls is not counted twice."""

import importlib.util
import resource
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from pathlib import Path

_STATUS = Path("/proc/self/status")


class Clock:
    """Watches functions; each second belongs to the innermost stage that it was spent in."""

    def __init__(self):
        self.seconds = defaultdict(float)
        self.calls = defaultdict(int)
        self.peak = {}  # MB of memory that were the most until the stage last ended
        self.beside = 0.0  # CPU seconds of a thread that works beside the stages, once it is done
        self._thread = None
        self._inner = [0.0]

    def now(self):
        """Return the CPU seconds of this process so far, without those of the thread beside it."""
        return time.process_time() - self._beside()

    @contextmanager
    def stage(self, name):
        self._inner.append(0.0)
        start = self.now()
        try:
            yield
        finally:
            spent = self.now() - start
            self.seconds[name] += spent - self._inner.pop()
            self.calls[name] += 1
            self.peak[name] = peak_memory()
            self._inner[-1] += spent

    def watch(self, owner, method, name):
        """Count every call of a function of an object, a class or a module under a name."""
        original = getattr(owner, method)

        def timed(*given, **options):
            with self.stage(name):
                return original(*given, **options)

        setattr(owner, method, timed)

    def watch_in(self, module, dotted, name):
        """Count every call of a function of a module, or of a class in it, under a name."""
        *owner, method = dotted.split(".")
        self.watch(getattr(module, owner[0]) if owner else module, method, name)

    def watch_beside(self, module, function):
        """Have what runs in a thread of its own counted beside the stages, in none of them."""
        original = getattr(module, function)

        def apart(*given):
            before, self._thread = self.beside, threading.get_ident()
            original(*given)
            self.beside, self._thread = before + time.thread_time(), None

        setattr(module, function, apart)

    def _beside(self):
        if self._thread is None:
            return self.beside
        return self.beside + time.clock_gettime(time.pthread_getcpuclockid(self._thread))


class Loaded(MetaPathFinder):
    """Does something to modules as soon as they are loaded, and loads none itself."""

    def __init__(self):
        self._waiting = defaultdict(list)
        sys.meta_path.insert(0, self)

    def then(self, name, act):
        """Call `act` with the module of a name once that is loaded; now where it is there."""
        if name in sys.modules:
            act(sys.modules[name])
        else:
            self._waiting[name].append(act)

    def find_spec(self, name, path, target=None):
        """Find a module that is waited for as always, and act after it was loaded."""
        actions = self._waiting.pop(name, None)
        if actions is None:
            return None
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def executed(module):
            execute(module)
            for act in actions:
                act(module)

        spec.loader.exec_module = executed
        return spec


def peak_memory():
    """Return the most memory that this program has held at once, in MB."""
    if _STATUS.exists():  # ru_maxrss would count what the starting process held
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
