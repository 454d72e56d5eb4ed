"""How a file's locale writes numbers and dates (our reading of Google's behaviour, not recorded from it)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """Separators, order of day and month, default patterns and currency of one locale."""

    decimal: str = "."
    group: str = ","
    order: str = "MDY"
    date: str = "M/d/yyyy"
    time: str = "h:mm:ss am/pm"
    date_time: str = "M/d/yyyy H:mm:ss"
    currency: str = '"$"#,##0.00'
    symbols: tuple[str, ...] = ("$", "€", "£", "¥")
    separators: str = "/-"


def _dmy(
    date: str,
    *,
    currency: str,
    symbol: str,
    decimal: str = ",",
    group: str = ".",
    separators: str = "/-.",
) -> Locale:
    return Locale(
        decimal=decimal,
        group=group,
        order="DMY",
        date=date,
        time="HH:mm:ss",
        date_time=f"{date} H:mm:ss",
        currency=currency,
        symbols=(symbol, "$", "€", "£", "¥"),
        separators=separators,
    )


LOCALES = {
    "en_US": Locale(),
    "en_GB": _dmy("dd/MM/yyyy", currency='"£"#,##0.00', symbol="£", decimal=".", group=","),
    "en_AU": _dmy("dd/MM/yyyy", currency='"$"#,##0.00', symbol="$", decimal=".", group=","),
    "en_IN": _dmy("dd/MM/yyyy", currency='"₹"#,##0.00', symbol="₹", decimal=".", group=","),
    "vi_VN": _dmy("dd/MM/yyyy", currency='#,##0 "₫"', symbol="₫", separators="/-"),
    "de_DE": _dmy("dd.MM.yyyy", currency='#,##0.00 "€"', symbol="€"),
    "fr_FR": _dmy("dd/MM/yyyy", currency='#,##0.00 "€"', symbol="€", group="\u202f"),
    "es_ES": _dmy("dd/MM/yyyy", currency='#,##0.00 "€"', symbol="€"),
    "it_IT": _dmy("dd/MM/yyyy", currency='#,##0.00 "€"', symbol="€"),
    "pt_BR": _dmy("dd/MM/yyyy", currency='"R$" #,##0.00', symbol="R$"),
    "nl_NL": _dmy("d-M-yyyy", currency='"€" #,##0.00', symbol="€"),
    "ru_RU": _dmy("dd.MM.yyyy", currency='#,##0.00 "₽"', symbol="₽", group="\u00a0"),
    "pl_PL": _dmy("dd.MM.yyyy", currency='#,##0.00 "zł"', symbol="zł", group="\u00a0"),
    "zh_CN": Locale(
        order="YMD",
        date="yyyy/M/d",
        time="H:mm:ss",
        date_time="yyyy/M/d H:mm:ss",
        currency='"¥"#,##0.00',
        symbols=("¥", "￥", "$", "€"),
    ),
    "zh_TW": Locale(order="YMD", date="yyyy/M/d", time="H:mm:ss", date_time="yyyy/M/d H:mm:ss"),
    "ja_JP": Locale(
        order="YMD",
        date="yyyy/MM/dd",
        time="H:mm:ss",
        date_time="yyyy/MM/dd H:mm:ss",
        currency='"¥"#,##0',
        symbols=("¥", "￥", "$", "€"),
    ),
    "ko_KR": Locale(
        order="YMD",
        date="yyyy. M. d",
        time="H:mm:ss",
        date_time="yyyy. M. d H:mm:ss",
        currency='"₩"#,##0',
        symbols=("₩", "$"),
    ),
}


def locale_of(name: str) -> Locale:
    """The conventions of a locale; by its language if the country is unknown, else those of en_US."""
    name = name.replace("-", "_")
    if name in LOCALES:
        return LOCALES[name]
    language = name.partition("_")[0]
    return next(
        (found for key, found in LOCALES.items() if key.startswith(language + "_")),
        LOCALES["en_US"],
    )
