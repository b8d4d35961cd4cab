"""The account's home."""

from django.http import HttpResponseBase
from django.shortcuts import render

from moothall.councils.requests import CouncilRequest
from moothall.kernel.access import resident
from moothall.people import scopes


@resident(scopes.REQUESTS)
def home(request: CouncilRequest) -> HttpResponseBase:
    """Show what needs somebody first, and what the council holds for them."""
    return render(request, "surfaces/account/home.html")
