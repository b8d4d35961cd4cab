"""How Notify says no."""

import json


class RefusedError(Exception):
    """What was asked cannot be done."""

    def __init__(self, status: int, error: str, *messages: str) -> None:
        """Refuse with this HTTP status and Notify's name for the kind of mistake."""
        super().__init__(*messages)
        self.status = status
        self.body = error_body(status, error, *messages)


def error_body(status: int, error: str, *messages: str) -> bytes:
    """Write mistakes in Notify's shape."""
    errors = [{"error": error, "message": message} for message in messages]
    return json.dumps({"status_code": status, "errors": errors}).encode()


def validation(*messages: str) -> RefusedError:
    """Refuse what does not fit the shape of the request."""
    return RefusedError(400, "ValidationError", *messages)


def bad_request(message: str) -> RefusedError:
    """Refuse what has the right shape and still cannot be done."""
    return RefusedError(400, "BadRequestError", message)


def forbidden(message: str) -> RefusedError:
    """Refuse a stranger."""
    return RefusedError(403, "AuthError", message)
