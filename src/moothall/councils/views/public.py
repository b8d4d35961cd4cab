"""How a council looks, as files that a browser keeps for a year."""

from django.http import HttpResponse

from moothall.councils.brands import brand_properties
from moothall.councils.models import Council
from moothall.councils.requests import CouncilRequest
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound

FOR_A_YEAR = "public, max-age=31536000, immutable"


@public
def brand_stylesheet(request: CouncilRequest, version: str) -> HttpResponse:
    """Give the council's colours to the stylesheets, as custom properties."""
    return HttpResponse(
        brand_properties(request.council),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": FOR_A_YEAR},
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
