"""What one character does to a screen: how wide it is, and that it never steers the terminal."""

from __future__ import annotations


def safe(text: str) -> str:
    """`text` with control, formatting and unassigned characters written as escapes (ESC as `\\x1b`)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def display_width(text: str) -> int:
    """Columns of a terminal that `text` takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """`text` made safe and at most `width` columns wide; three dots stand for what is left out."""
    text = safe(text)
    if display_width(text) <= width:
        return text
    dots = "..."[:width]
    while display_width(text) > width - len(dots):
        text = text[:-1]
    return text + dots
