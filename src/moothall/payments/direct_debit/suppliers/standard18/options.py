"""What the file writer must know of a council and its bank account."""

import re
from dataclasses import dataclass

from moothall.kernel.options import Options

_USER = re.compile(r"[0-9]{6}")
_SORT_CODE = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, kw_only=True)
class Standard18Options(Options):
    """
    The council's service user number and the account that is credited, which is public.

    `file_name` may hold `{date}` (of the submission) and `{number}`.
    """

    service_user_number: str
    sort_code: str
    account_number: str
    account_name: str
    file_name: str = "DD{date}{number}.txt"

    def __post_init__(self) -> None:
        """
        Refuse numbers of the wrong form.

        :raises ValueError: naming the option
        """
        if not _USER.fullmatch(self.service_user_number):
            raise ValueError("option service_user_number must be 6 figures")
        if not _SORT_CODE.fullmatch(self.sort_code):
            raise ValueError("option sort_code must be 6 figures")
        if not _ACCOUNT.fullmatch(self.account_number):
            raise ValueError("option account_number must be 8 figures")
        if not re.fullmatch(r"[\w.{}-]{1,60}", self.file_name):
            raise ValueError("option file_name must be a plain file name")
