"""What a council gives of its GOV.UK Notify service."""

from dataclasses import dataclass

from moothall.kernel.options import Options


@dataclass(frozen=True, kw_only=True)
class NotifyOptions(Options):
    """
    The service's templates, which hold nothing but the gaps, and the token of its callbacks.

    `callback_token_secret` is a secret's name; without it callbacks are refused and the fate of
    messages is asked for instead. `file_template` is for e-mails with a file: beside the subject
    and the body it has the gap `link_to_file`. Without it they go without their file.
    """

    text_template: str = ""
    email_template: str = ""
    file_template: str = ""
    callback_token_secret: str = ""
    base_url: str = "https://api.notifications.service.gov.uk"
