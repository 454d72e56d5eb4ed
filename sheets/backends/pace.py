"""How long trouble with a service is borne, by which clock, and when a request may be sent."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def _at_once(_kind: str) -> float:
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Tests hand in a clock of their own, and chance with a seed."""

    deadline_seconds: float = 300.0  # 90 for a command that a person waits for
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    generator: random.Random = field(default_factory=random.SystemRandom)
    turn: Callable[[str], float] = _at_once  # seconds until a request, R or W, may be sent
