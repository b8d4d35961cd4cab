"""What a council chooses about its e-mail."""

from dataclasses import dataclass

from moothall.kernel.options import Options


@dataclass(frozen=True, kw_only=True)
class SmtpOptions(Options):
    """The address e-mails come from, where it is not the council's own, and where answers go."""

    sender_address: str = ""
    reply_to: str = ""
