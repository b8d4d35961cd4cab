"""How a council looks, as files that a browser keeps for a year."""

from django.http import HttpResponse

from moothall.councils import colours
from moothall.councils.models import Council
from moothall.councils.requests import CouncilRequest
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound

FOR_A_YEAR = "public, max-age=31536000, immutable"


@public
def brand_stylesheet(request: CouncilRequest, version: str) -> HttpResponse:
    """Give the council's colours to the stylesheets, as custom properties."""
    brand = request.council.brand
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
    css = ":root{" + "".join(f"--council-{k}:{v};" for k, v in properties.items()) + "}\n"
    return HttpResponse(
        css, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_A_YEAR}
    )


@public
def brand_logo(request: CouncilRequest, version: str) -> HttpResponse:
    """
    Give the council's logo, which may draw but not run anything.

    :raises NotFound: if it has none
    """
    svg = Council.objects.values_list("logo_svg", flat=True).get(pk=request.council.id)
    if not svg:
        raise NotFound("This council has no logo.")
    return HttpResponse(
        svg,
        content_type="image/svg+xml",
        headers={
            "Cache-Control": FOR_A_YEAR,
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
    )
