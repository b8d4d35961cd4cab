"""All writes of this app."""

from moothall.documents.actions.files import (
    ABANDONED_AFTER,
    delete_abandoned_files,
    delete_file,
    forget_files,
    forget_written,
    keep_files,
    store_upload,
    store_written,
)
from moothall.documents.actions.late_files import (
    LATE_KEPT_AT_MOST,
    LATE_KEPT_FOR,
    MOST_LATE_AT_PAGE,
    MOST_LATE_BYTES,
    MOST_LATE_FILES,
    forget_late_files_of,
    forget_unclaimed_files,
    keep_late_files,
    note_late_files_shown,
    settle_late_files,
)

__all__ = [
    "ABANDONED_AFTER",
    "LATE_KEPT_AT_MOST",
    "LATE_KEPT_FOR",
    "MOST_LATE_AT_PAGE",
    "MOST_LATE_BYTES",
    "MOST_LATE_FILES",
    "delete_abandoned_files",
    "delete_file",
    "forget_files",
    "forget_late_files_of",
    "forget_unclaimed_files",
    "forget_written",
    "keep_files",
    "keep_late_files",
    "note_late_files_shown",
    "settle_late_files",
    "store_upload",
    "store_written",
]
