"""Runs the benchmarks, all or by name: `python -m tests.benchmarks bench_study bench_intake`.

Words that are no benchmark are handed to the one before them: `bench_nightly small large`.
"""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks that there are."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem.startswith(("bench_", "sim"))
    )


def calls(wanted: list[str]) -> list[tuple[str, list[str]]]:
    """Each benchmark with the words that follow it."""
    found: list[tuple[str, list[str]]] = []
    for word in wanted:
        if word in names():
            found.append((word, []))
        else:
            found[-1][1].append(word)
    return found


def main(wanted: list[str]) -> int:
    """Run the wanted ones in turn; what is not known is named."""
    if wanted and wanted[0] not in names():
        print(f"no benchmark {wanted[0]}; there are: {', '.join(names())}")
        return 2
    for name, words in calls(wanted or names()):
        print(f"== {' '.join([name, *words])}", flush=True)
        sys.argv[1:] = words
        runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
