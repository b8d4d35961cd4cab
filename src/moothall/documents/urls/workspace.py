"""Addresses of files for staff."""

from django.urls import path

from moothall.documents.views import workspace

urlpatterns = [path("files/<uuid:file_id>/", workspace.file, name="file")]
