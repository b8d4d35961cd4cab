"""The addresses of pages: all that nothing else took."""

from django.urls import re_path

from moothall.content.views import public

urlpatterns = [
    # Wagtail asks for an address of this name when it shows where a page will stand.
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", public.page, name="wagtail_serve"),
]
