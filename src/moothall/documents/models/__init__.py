"""The rows of stored files."""

from moothall.documents.models.late_file import LateFile
from moothall.documents.models.stored_file import Scan, StoredFile

__all__ = ["LateFile", "Scan", "StoredFile"]
