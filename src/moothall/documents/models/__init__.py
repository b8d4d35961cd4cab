"""The rows of stored files."""

from moothall.documents.models.stored_file import StoredFile

__all__ = ["StoredFile"]
