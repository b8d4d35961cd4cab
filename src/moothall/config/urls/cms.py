"""Editors of the websites' front door."""

from moothall.content.urls.cms import urlpatterns as content

urlpatterns = [*content]
