"""Identifiers of rows: unguessable enough to show, ordered enough to index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUID of version 7 (RFC 9562), whose first 48 bits are the time in milliseconds."""
    return uuid7()
