"""Runs the benchmarks, all or by name: `python -m tests.benchmarks bench_study bench_intake`."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks that there are."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem.startswith(("bench_", "sim"))
    )


def main(wanted: list[str]) -> int:
    """Run the wanted ones in turn; what is not known is named."""
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}")
        return 2
    sys.argv[1:] = []
    for name in wanted or names():
        print(f"== {name}", flush=True)
        runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
