"""
The colours of a page, derived from the two that a council chose.

A council's own colour may be too pale to read. What is written in it, or on it, is therefore mixed
until it stands out as much as WCAG 2.2 asks (1.4.3), whatever the council chose.
"""

BLACK = "#000000"
WHITE = "#ffffff"
#: Between the least (4.5) and the strictest (7) that WCAG asks of text.
READABLE = 6.0


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Return white or black, whichever stands out more on a colour; one always does enough."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def readable_on_white(colour: str) -> str:
    """Return the colour, as much darker as it takes to be read on white."""
    for hundredths in range(101):
        darker = mixed(colour, BLACK, hundredths / 100)
        if contrast(darker, WHITE) >= READABLE:
            return darker
    return BLACK


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another in it."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
