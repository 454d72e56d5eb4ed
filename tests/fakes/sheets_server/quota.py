"""Request quota: reads and writes apart, per user and per project, on an injectable clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server.errors import ERROR_INFO, ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0
MODES = ("off", "bucket", "observed")


class ManualClock:
    """A clock that only moves when told; `sleep` moves it, so it can stand in for `time.sleep` too."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Move on (or, negative, jump back)."""
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        """Move on as a sleeper would see it, and remember for how long."""
        self.slept.append(seconds)
        self.now += seconds


class Quota:
    """What is left of the quota.

    Modes: `off`; `bucket`: `per_user` (60) and `per_project` (300) requests, refilled over 60 s,
    refused requests not counted; `observed`: a seeded 45 to 85 requests a minute are let through,
    then 1 to 60 s of refusals, as seen in recordings.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        mode: str = "off",
        per_user: int = 60,
        per_project: int = 300,
        seed: int = 1,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"mode must be one of {MODES}, not {mode!r}")
        self.clock = clock
        self.mode = mode
        self.per_user = per_user
        self.per_project = per_project
        self.refused = 0
        self._chance = random.Random(seed)
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}
        self._observed: dict[tuple[str, str], dict[str, float]] = {}

    def reset(self) -> None:
        """Fill everything up."""
        self._buckets.clear()
        self._observed.clear()

    def take(self, user: str, kind: str) -> None:
        """Count one request of kind `R` or `W`; 429 if nothing is left."""
        if self.mode == "off":
            return
        if self.mode == "observed":
            self._take_observed(user, kind)
            return
        now = self.clock()
        levels = {
            (user, kind): (self._level((user, kind), self.per_user, now), self.per_user),
            ("", kind): (self._level(("", kind), self.per_project, now), self.per_project),
        }
        for (who, _), (level, limit) in levels.items():
            if level < 1:
                self.refused += 1
                raise exhausted(kind, limit, user=bool(who))
        for key, (level, _) in levels.items():
            self._buckets[key] = (level - 1, now)

    def _level(self, key: tuple[str, str], limit: int, now: float) -> float:
        level, at = self._buckets.get(key, (float(limit), now))
        return min(float(limit), level + max(0.0, now - at) * limit / MINUTE)

    def _take_observed(self, user: str, kind: str) -> None:
        now = self.clock()
        state = self._observed.get((user, kind))
        if state is None or (not state["until"] and now >= state["start"] + MINUTE):
            state = {"start": now, "left": self._chance.randint(45, 85), "until": 0.0}
            self._observed[user, kind] = state
        if state["until"]:
            if now < state["until"]:
                self.refused += 1
                raise exhausted(kind, self.per_user, user=True)
            state.update(start=now, left=self._chance.randint(45, 85), until=0.0)
        if state["left"] < 1:
            state["until"] = now + self._chance.uniform(1, 60)
            self.refused += 1
            raise exhausted(kind, self.per_user, user=True)
        state["left"] -= 1


def exhausted(
    kind: str, limit: int = 60, *, user: bool = True, retry_after: float | None = None
) -> ApiError:
    """The 429 of Google's newer answers; no Retry-After unless asked for (none was ever recorded)."""
    verb = "Read" if kind == "R" else "Write"
    scope = "per minute per user" if user else "per minute"
    metadata: dict[str, Any] = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/123456789012",
        "quota_metric": f"sheets.googleapis.com/{verb.lower()}_requests",
        "quota_limit": f"{verb}RequestsPerMinutePer{'User' if user else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "quota_unit": "1/min/{project}/{user}" if user else "1/min/{project}",
    }
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{verb} requests' and limit '{verb} requests {scope}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
        details=[
            {
                "@type": ERROR_INFO,
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": metadata,
            },
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [
                    {
                        "description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                    }
                ],
            },
        ],
        headers={} if retry_after is None else {"Retry-After": f"{retry_after:g}"},
    )
