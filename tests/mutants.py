"""Changes quality/ in small ways and counts how many changes the tests notice.

`python -m tests.mutants` takes the whole room, `python -m tests.mutants "quality.rates*"` a part.
mutmut ends with status 0 whatever survives, so the share is read from its statistics.
"""

import json
import subprocess
import sys
from pathlib import Path

LEAST = 0.90
STATISTICS = Path("mutants/mutmut-cicd-stats.json")


def main(parts: list[str]) -> int:
    """Run mutmut and hold the share of noticed mutants to the least."""
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", *parts], check=True)
    subprocess.run([*mutmut, "export-cicd-stats"], check=True)
    counts = json.loads(STATISTICS.read_text(encoding="utf-8"))
    noticed = counts["killed"] + counts.get("timeout", 0)
    tried = noticed + counts["survived"] + counts.get("suspicious", 0)
    if not tried:
        print("no mutant was tried")
        return 1
    print(f"{noticed} of {tried} mutants noticed = {noticed / tried:.1%} (at least {LEAST:.0%})")
    return 0 if noticed / tried >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
