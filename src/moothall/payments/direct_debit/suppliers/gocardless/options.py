"""What is needed to speak with GoCardless for a council."""

from dataclasses import dataclass

from moothall.kernel.options import Options


@dataclass(frozen=True, kw_only=True)
class GoCardlessOptions(Options):
    """
    The address of the interface, and the names of the secrets: access token, webhook secret.

    `base_url` is https://api.gocardless.com, or https://api-sandbox.gocardless.com to try. `pages`
    says where payers type their account: at `own` pages, or at those that are `hosted` by it.
    """

    token_secret: str
    webhook_secret: str
    base_url: str = "https://api.gocardless.com"
    creditor: str = ""
    pages: str = "own"

    def __post_init__(self) -> None:
        """
        Refuse an address that is none.

        :raises ValueError: naming the option
        """
        if not self.base_url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("option base_url must begin with https")
        if self.pages not in {"own", "hosted"}:
            raise ValueError("option pages must be own or hosted")
