"""Addresses of files for back offices."""

from django.urls import path

from moothall.documents.views import machine

urlpatterns = [path("files/<str:signed>/", machine.file_by_link, name="file-by-link")]
