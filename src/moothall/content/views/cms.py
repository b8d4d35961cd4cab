"""What stands in the place of the screens of Wagtail's admin that are closed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from moothall.kernel.access import cms


@cms
def sign_in(_request: HttpRequest) -> HttpResponse:
    """Send to the one place where staff sign in."""
    return HttpResponseRedirect(settings.LOGIN_URL)


@cms
def account(_request: HttpRequest) -> HttpResponse:
    """Send to the page where all staff, editors too, see to how they sign in."""
    return HttpResponseRedirect(reverse("mfa_index"))


@cms
def closed(_request: HttpRequest) -> HttpResponse:
    """
    Answer as if there were no such screen.

    :raises Http404: always
    """
    raise Http404("This screen is not for one council's editors.")
