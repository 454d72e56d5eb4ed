"""CPU seconds and memory of a process by stage; what a stage calls is not counted twice."""

import resource
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")


class Clock:
    """Watches functions; each second belongs to the innermost stage that it was spent in."""

    def __init__(self):
        self.seconds = defaultdict(float)
        self.calls = defaultdict(int)
        self.peak = {}  # MB of memory that were the most until the stage last ended
        self._inner = [0.0]

    @contextmanager
    def stage(self, name):
        self._inner.append(0.0)
        start = time.process_time()
        try:
            yield
        finally:
            spent = time.process_time() - start
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


def peak_memory():
    """Return the most memory that this program has held at once, in MB."""
    if _STATUS.exists():  # ru_maxrss would count what the starting process held
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
