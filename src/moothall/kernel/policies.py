"""How an action asks for permission: `require(can_close_case(actor, case))`."""

from moothall.kernel.errors import NotPermitted


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence at every call
    """
    Do nothing if allowed.

    :raises NotPermitted: otherwise
    """
    if not allowed:
        raise NotPermitted("You are not allowed to do this.")
