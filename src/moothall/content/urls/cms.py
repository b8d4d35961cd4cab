"""
Wagtail's admin, less the screens that are not a council's.

Accounts, groups and sites are made by a council's file and by people; screens that would show or
change them for the whole installation are closed to everybody.
"""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtail_admin

from moothall.content.views import cms

#: By the start of their path under /cms/.
CLOSED = (
    "api-tokens/",
    "collections/",
    "forms/",
    "groups/",
    "password_reset/",
    "sites/",
    "users/",
)


def _for_developers(entry: URLPattern | URLResolver) -> bool:
    """Tell whether an entry only shows Wagtail's developers what its error pages look like."""
    return str(entry.pattern) in {"test404/", "failwhale/"}


urlpatterns = [
    path("login/", cms.sign_in),
    path("account/", cms.account),
    *(re_path(rf"^{start}", cms.closed) for start in CLOSED),
    path("", include([entry for entry in wagtail_admin.urlpatterns if not _for_developers(entry)])),
]
