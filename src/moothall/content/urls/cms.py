"""Wagtail's admin, less the screens that are not for a council's editors."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_admin

urlpatterns = [path("", include(wagtail_admin))]
