"""What stands in the place of the screens of Wagtail's admin that are closed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from moothall.kernel.access import cms


@cms
def sign_in(_request: HttpRequest) -> HttpResponse:
    """Send to the one place where staff sign in."""
    return HttpResponseRedirect(settings.LOGIN_URL)


@cms
def account(_request: HttpRequest) -> HttpResponse:
    """Send to the workspace, where people keep their own account."""
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@cms
def closed(_request: HttpRequest) -> HttpResponse:
    """
    Answer as if there were no such screen.

    :raises Http404: always
    """
    raise Http404("This screen is not for one council's editors.")
