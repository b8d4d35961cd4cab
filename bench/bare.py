"""The floor's application: Django without middleware, a view that says hello, a page of 30 kB."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE_BYTES = 30_000

_LINE = "<p>The same words again, so that the page weighs what a service page weighs.</p>\n"
_PAGE = ("<!doctype html><title>Static</title>" + _LINE * (PAGE_BYTES // len(_LINE))).encode()


def hello(request: HttpRequest) -> HttpResponse:
    """This will answer with two words."""
    return HttpResponse("Hello there")


def page(request: HttpRequest) -> HttpResponse:
    """This will answer with a page that is ready-made."""
    return HttpResponse(_PAGE)


urlpatterns = [path("", hello), path("page", page)]

settings.configure(
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="guards-nothing",
)
application = WSGIHandler()
