"""The journey as a drawing, with the same in words below it."""

from django.http import HttpResponse

from moothall.eforms.designing.mapping import drawing
from moothall.eforms.views.designing.frame import Desk, for_designers, screen


@for_designers
def journey(desk: Desk) -> HttpResponse:
    """Draw the whole journey."""
    drawn = drawing(desk.document, desk.language)
    places = {box.key: desk.url("design-page", page=box.key) for box in drawn.boxes}
    return screen(desk, "journey", drawing=drawn, places=places)
