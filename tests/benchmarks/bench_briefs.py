"""How long 200 briefs with all their documents take, stage by stage, in one process.

Run: python -m tests.benchmarks.bench_briefs [briefs]
"""

import sys
from dataclasses import replace

from briefs.content import briefs_of
from briefs.example import AS_OF, WORKED
from briefs.office import Office
from tests.benchmarks.clock import Clock

BUDGET = 150  # ms a brief, charts apart
COUNT = 200


def reorders(count):
    """Return so many reorders, each at a supplier of its own, each with other numbers."""
    for number in range(count):
        lot = replace(
            WORKED.for_supplier.lot,
            lot_id=f"LOT-{number}",
            nonconforming=10 + number % 9,
            fraction=(10 + number % 9) / 200,
        )
        facts = replace(
            WORKED.for_supplier, sku=f"SKU-{number:03}", supplier=f"Xưởng {number}", lot=lot
        )
        yield replace(WORKED, key=f"SKU-{number:03}|2024-12-05", for_supplier=facts)


def measured(count):
    """Return the clock after so many briefs."""
    from briefs import charts, documents, render

    clock = Clock()
    clock.watch(charts.Chart, "picture", "charts: PNG")
    clock.watch(charts.Chart, "svg", "charts: SVG")
    clock.watch(charts.Artist, "rates", "charts: drawing")
    clock.watch(charts.Artist, "types", "charts: drawing")
    clock.watch(documents.Typesetter, "pdf", "PDF")
    clock.watch(documents.Typesetter, "png", "PNG page")
    clock.watch(render.Writer, "source", "typst sources")
    clock.watch(render.Writer, "sections", "prose")
    clock.watch(render.Writer, "text", "texts")
    clock.watch(render.Writer, "page", "HTML")
    with clock.stage("opening the office"):
        office = Office(language="vi")
        office.setter.pdf("x", as_of=AS_OF)
    for brief in briefs_of(reorders(count)):
        with clock.stage("the rest"):
            office.documents(brief, as_of=AS_OF)
    return clock


def main():
    """Print ms of CPU a brief by stage, and whether the budget holds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    clock = measured(count)
    opening = clock.seconds.pop("opening the office")
    charts = sum(spent for name, spent in clock.seconds.items() if name.startswith("charts"))
    others = sum(clock.seconds.values()) - charts
    print(f"{count} briefs with all documents, ms of CPU a brief:")
    for name, spent in sorted(clock.seconds.items(), key=lambda item: -item[1]):
        print(f"  {name:18} {1000 * spent / count:7.1f}  ({clock.calls[name] / count:.1f} calls)")
    print(f"  opening once       {1000 * opening:7.1f}")
    print(f"  charts             {1000 * charts / count:7.1f}")
    held = "within" if 1000 * others / count < BUDGET else "ABOVE"
    print(f"  all but charts     {1000 * others / count:7.1f}  {held} the budget of {BUDGET}")


if __name__ == "__main__":
    main()
