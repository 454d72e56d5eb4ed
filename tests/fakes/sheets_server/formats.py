"""Cell formats: 8-bit colours, their `*Style` twins, the default format and the theme of a new file."""

from __future__ import annotations

import copy
import struct
from typing import Any

from tests.fakes.sheets_server import masks

Json = dict[str, Any]
_CHANNELS = frozenset({"red", "green", "blue", "alpha"})


def single(number: float) -> float:
    """A float as it prints after a trip through 32 bits: the shortest decimal with the same 32 bits."""
    packed = struct.pack("f", number)
    [number] = struct.unpack("f", packed)
    for digits in range(1, 10):
        text = f"{number:.{digits}g}"
        if struct.pack("f", float(text)) == packed:
            value = float(text)
            return int(value) if value.is_integer() else value
    return number


def colour(value: Json) -> Json:
    """A colour kept with 8 bits a channel; channels of 0 are left out."""
    result = {}
    for name in ("red", "green", "blue"):
        level = int(min(max(float(value.get(name) or 0), 0.0), 1.0) * 255 + 1e-6)
        if level:
            result[name] = single(level / 255)
    alpha = value.get("alpha")
    if alpha is not None and alpha != 1:
        result["alpha"] = single(float(alpha))
    return result


THEME = {
    "TEXT": {},
    "BACKGROUND": {"red": 1, "green": 1, "blue": 1},
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


def default_theme() -> Json:
    """The theme of a new file."""
    return {
        "primaryFontFamily": "Arial",
        "themeColors": [
            {"colorType": name, "color": {"rgbColor": dict(value)}} for name, value in THEME.items()
        ],
    }


def default_format() -> Json:
    """The format of a cell that nobody formatted."""
    white = {"red": 1, "green": 1, "blue": 1}
    return {
        "backgroundColor": dict(white),
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": "arial,sans,sans-serif",
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": dict(white)},
    }


def new_properties(given: Json | None = None) -> Json:
    """The SpreadsheetProperties of a new file."""
    properties: Json = {
        "title": "Untitled spreadsheet",
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": default_format(),
        "spreadsheetTheme": default_theme(),
    }
    for name, value in (given or {}).items():
        if name == "defaultFormat":
            properties[name] = overlay(properties[name], twin(value))
        elif value not in (None, ""):
            properties[name] = copy.deepcopy(value)
    return properties


def overlay(below: Json, above: Json) -> Json:
    """A copy of `below` with what `above` says, part by part."""
    result = dict(below)
    for name, value in above.items():
        old = result.get(name)
        atomic = name.endswith(("olor", "olorStyle"))
        result[name] = (
            overlay(old, value)
            if isinstance(value, dict) and isinstance(old, dict) and not atomic
            else value
        )
    return result


def _is_colour_name(name: str) -> bool:
    return name.endswith(("olor",)) and name != "rgbColor"


def twin(value: Any, theme: Json | None = None) -> Any:
    """A copy with every colour rounded to 8 bits and standing beside its `*Style` twin; the style wins."""
    if isinstance(value, list):
        return [twin(item, theme) for item in value]
    if not isinstance(value, dict):
        return value
    result: Json = {}
    for name, part in value.items():
        if isinstance(part, dict) and (
            name == "rgbColor" or (_is_colour_name(name) and part.keys() <= _CHANNELS)
        ):
            result[name] = colour(part)
        else:
            result[name] = twin(part, theme)
    for name in list(result):
        part = result[name]
        if name.endswith("olorStyle") and isinstance(part, dict):
            result[name.removesuffix("Style")] = _resolve(part, theme)
        elif _is_colour_name(name) and isinstance(part, dict) and part.keys() <= _CHANNELS:
            result.setdefault(name + "Style", {"rgbColor": dict(part)})
    return result


def _resolve(style: Json, theme: Json | None) -> Json:
    if "themeColor" in style:
        for pair in (theme or {}).get("themeColors", []):
            if pair["colorType"] == style["themeColor"]:
                return dict(pair["color"].get("rgbColor", {}))
        return dict(THEME.get(style["themeColor"], {}))
    return dict(style.get("rgbColor", {}))


def twin_mask(mask: masks.Mask, source: Json) -> masks.Mask:
    """A mask that names both a colour and its `*Style` twin wherever it names one of them."""
    result = {
        name: twin_mask(below, source.get(masks.camel(name)) or {}) for name, below in mask.items()
    }
    for raw in list(result):
        name = masks.camel(raw)
        if name.endswith("olorStyle"):
            result[name.removesuffix("Style")] = {}
            result[raw] = {}
        elif _is_colour_name(name):
            result[name + "Style"] = {}
            result[raw] = {}
    return result


def update_format(
    old: Json | None, new: Json | None, mask: masks.Mask, theme: Json | None = None
) -> Json | None:
    """The user-entered format after an update through a mask below `userEnteredFormat`."""
    new = new or {}
    source = _prefer_named(new, mask)
    merged = masks.merge(old or {}, twin(source, theme), twin_mask(mask, source))
    return _number_format(merged) or None


def _prefer_named(source: Json, mask: masks.Mask) -> Json:
    """Drop the twin that a mask does not name, so that the named one decides."""
    if not mask or "*" in mask:
        return source
    named = {masks.camel(name) for name in mask}
    result = dict(source)
    for name in list(result):
        if (
            name.endswith("olorStyle") and name not in named and name.removesuffix("Style") in named
        ) or (_is_colour_name(name) and name not in named and name + "Style" in named):
            del result[name]
    for raw, below in mask.items():
        name = masks.camel(raw)
        if below and isinstance(result.get(name), dict):
            result[name] = _prefer_named(result[name], below)
    return result


def _number_format(value: Json) -> Json:
    number_format = value.get("numberFormat")
    if number_format is not None and (
        not number_format or number_format.get("type") == "NUMBER_FORMAT_TYPE_UNSPECIFIED"
    ):
        value = {name: part for name, part in value.items() if name != "numberFormat"}
    return value
