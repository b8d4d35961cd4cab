"""A council's colours for the stylesheets."""

from moothall.councils import colours
from moothall.councils.rows import CouncilRow


def brand_properties(council: CouncilRow) -> str:
    """Return the council's colours as custom properties of a stylesheet."""
    brand = council.brand
    strong = colours.readable_on_white(brand.primary_colour)
    properties = {
        "primary": brand.primary_colour,
        "on-primary": brand.text_on_primary,
        "accent": brand.accent_colour,
        "strong": strong,
        "deep": colours.mixed(strong, colours.BLACK, 0.4),
        "tint": colours.mixed(colours.WHITE, brand.primary_colour, 0.06),
        "line": colours.mixed(colours.WHITE, brand.primary_colour, 0.22),
    }
    return ":root{" + "".join(f"--council-{k}:{v};" for k, v in properties.items()) + "}\n"
