"""What is doubtful or missing in the headers of a tab, told in one line each."""

from collections.abc import Container

from sheets.contract import InputTab, Need
from sheets.headers import HeaderMap, closest, normalised
from sheets.issues import Collector, Place

NONE_ALIKE = "-"


def lacking(tab: InputTab, known: Container[str]) -> tuple[str, ...]:
    """Return the required columns that are not known: without them no row can be used."""
    return tuple(column.id for column in tab.required if column.id not in known)


def report_headers(
    tab: InputTab, headers: HeaderMap, known: Container[str], collector: Collector
) -> None:
    """Report what is missing, named by config in vain, twice, doubtful or merged.

    Args:
        tab: The input tab.
        headers: Its headers as found.
        known: Columns that have a header or a constant.
        collector: Takes the issues.
    """
    _report_missing(tab, headers, known, collector)
    _report_not_found(tab, headers, collector)
    _report_rivals(tab, headers, collector)
    for header, fields in headers.doubtful:
        place = Place(tab=tab.id, header=header.text)
        collector.tab(
            "header_doubtful", place, columns=fields, letter=header.letter, key=header.text
        )
    for merged in headers.merged:
        collector.tab("header_merged", Place(tab=tab.id), range=merged, key=merged)


def _report_missing(
    tab: InputTab, headers: HeaderMap, known: Container[str], collector: Collector
) -> None:
    unread = [header.text for header in headers.unread]
    for column in tab.columns:
        if column.need is Need.OPTIONAL or column.id in known:
            continue
        names = (name for listed in column.aliases.values() for name in listed)
        near = closest(names, unread) or NONE_ALIKE
        code = "header_missing" if column.need is Need.REQUIRED else "header_advised"
        place = Place(tab=tab.id, column=column.id)
        collector.tab(code, place, columns=(column.id,), closest=near)
    for group in (*tab.one_of, *tab.either):
        if not any(name in known for name in group):
            place = Place(tab=tab.id, column=group[0])
            collector.tab("header_advised_either", place, columns=group)


def _report_not_found(tab: InputTab, headers: HeaderMap, collector: Collector) -> None:
    for name, header in headers.not_found.items():
        near = closest([header], (other.text for other in headers.unread))
        place = Place(tab=tab.id, column=name, header=header)
        collector.tab("header_configured_missing", place, closest=near or NONE_ALIKE)


def _report_rivals(tab: InputTab, headers: HeaderMap, collector: Collector) -> None:
    for name, others in headers.rivals.items():
        used = headers.fields[name]
        same = {normalised(header.text) for header in (used, *others)}
        collector.tab(
            "header_twice" if len(same) == 1 else "header_rival",
            Place(tab=tab.id, column=name, header=used.text),
            used=f"{used.text} ({used.letter})",
            others=", ".join(f"{header.text} ({header.letter})" for header in others),
        )
