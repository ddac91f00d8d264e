"""Bar charts as SVG, written by hand: one group of bars for each scenario, one bar for each gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_COLOURS = ("#0b7a75", "#d1495b", "#edae49", "#66717e", "#30638e", "#8d6a9f")
_WIDTH, _LEFT, _RIGHT, _BAR, _GAP = 760, 190, 80, 16, 22


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, float]], order: Sequence[str]) -> str:
    """An SVG document.

    Args:
        unit: of the values, behind the title.
        groups: by group's title, by bar's title: a value of 0 or more.  Each group has a scale of its own.
        order: the bars' titles, for their colours.
    """
    colours = dict(zip(order, (_COLOURS * 3)[: len(order)], strict=True))
    parts, y = [], 54.0
    for group, values in groups.items():
        parts.append(_text(16, y + 12, group, weight="bold"))
        y += 20
        top = max(values.values()) or 1.0
        for name in [name for name in order if name in values]:
            width = max(1.0, values[name] / top * (_WIDTH - _LEFT - _RIGHT))
            parts.append(_text(_LEFT - 8, y + 12, name, anchor="end"))
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 3}" fill="{colours[name]}"/>')
            parts.append(_text(_LEFT + width + 6, y + 12, shown(values[name])))
            y += _BAR
        y += _GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y:.0f}" width="{_WIDTH}" height="{y:.0f}" '
        f'font-family="system-ui, sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#ffffff"/>'
    )
    return "\n".join([head, _text(16, 28, f"{title} ({unit})", weight="bold", size=16), *parts, "</svg>", ""])


def shown(value: float) -> str:
    """Three significant digits, no exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" '
        f'fill="#1d2733">{escape(text)}</text>'
    )
