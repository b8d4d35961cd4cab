"""The rows of stored files."""

from moothall.documents.models.stored_file import Scan, StoredFile

__all__ = ["Scan", "StoredFile"]
