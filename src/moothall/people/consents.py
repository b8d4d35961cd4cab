"""What residents may be asked to agree to: each purpose registers its words, by version."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ConsentPurpose:
    """
    A purpose that needs somebody's consent, with every wording that was ever asked, by number.

    The newest is asked; older ones stay, so that it can be shown what somebody agreed to (UK GDPR
    art 7). One that is `offered` stands on the page of consents whether it was given or not.
    """

    key: str
    title: str | Promise
    wordings: Mapping[int, str | Promise]
    offered: bool = True

    @property
    def version(self) -> int:
        """Return the number of the newest wording."""
        return max(self.wordings)


consent_purposes: Registry[ConsentPurpose] = Registry("purpose of a consent")
