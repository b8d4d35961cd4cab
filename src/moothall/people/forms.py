"""The shape of what residents type about themselves."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 200
LONGEST_PHONE = 40
LONGEST_SITE = 100
MOST_BYTES_OF_A_LIST = 20 * 1024 * 1024


class JoinForm(forms.Form):
    """What a council needs to know of somebody who joins it."""

    name = forms.CharField(
        max_length=LONGEST_NAME, error_messages={"required": _("Enter your full name")}
    )
    phone = forms.CharField(max_length=LONGEST_PHONE, required=False)


class CodeForm(forms.Form):
    """A code that was sent by e-mail."""

    code = forms.CharField(error_messages={"required": _("Enter the code from the email")})

    def __init__(self, *args: Any, is_right: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_right = is_right

    def clean_code(self) -> str:
        """
        Return the code.

        :raises ValidationError: if it is not the one that was sent
        """
        code: str = self.cleaned_data["code"]
        if not self._is_right(code):
            raise forms.ValidationError(_("The code is wrong. Look at it again."))
        return code


class UserListForm(forms.Form):
    """A file of an older site's users."""

    file = forms.FileField(
        label=_("The file"),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty"),
            "missing": _("Choose a file"),
        },
    )
    site = forms.CharField(max_length=LONGEST_SITE, required=False, label=_("Name of the site"))

    def clean_file(self) -> Any:
        """
        Return the file.

        :raises ValidationError: if it is too large
        """
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES_OF_A_LIST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it."))
        return file
