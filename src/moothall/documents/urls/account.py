"""Residents' own files, in their account."""

from django.urls import path

from moothall.documents.views import account

urlpatterns = [
    path("account/documents/", account.files, name="documents"),
    path("account/documents/<uuid:file_id>/", account.file, name="file"),
]
