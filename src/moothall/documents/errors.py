"""Why a file is not taken, or not given."""

from moothall.kernel.errors import MoothallError, NotFound


class FileHeld(NotFound):
    """The file is there, but a virus scanner has not found it clean."""


class UploadRefused(MoothallError):
    """The file cannot be taken; the message tells the person what is wrong and how to mend it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
