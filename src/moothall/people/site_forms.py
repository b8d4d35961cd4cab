"""The shape of what councils type about other websites and companies by which people sign in."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form
from moothall.kernel.secrets import NAME as SECRET_NAME
from moothall.people.actions import ProviderSettings, SiteSettings
from moothall.people.models import ElsewhereKind

LONGEST_NAME = 200
LONGEST_PHONE = 40
LONGEST_SITE_NAME = 100
LONGEST_ADDRESS = 500
MOST_ADDRESSES = 10
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?")

WHAT_SITES_LEARN = (
    ("email", _("Their email address")),
    ("profile", _("Their name and language")),
    ("council_name", _("Their name as this council has it")),
    ("external_id", _("Their number in its own earlier list of users, once they have claimed it")),
    ("offline_access", _("All this again and again, also when they are not there")),
)


def checked_address(address: str) -> str:
    """
    Return an address to which a browser may be led.

    :raises ValidationError: if it is not a plain one; it is compared letter by letter later
    """
    parts = urlsplit(address)
    is_secure = parts.scheme == "https" or (
        parts.scheme == "http" and (settings.INSECURE_HTTP or parts.hostname in _LOOPBACK)
    )
    is_plain = _HOST.fullmatch(parts.netloc) and not parts.fragment and "*" not in address
    if not (is_secure and is_plain) or len(address) > LONGEST_ADDRESS or " " in address:
        raise forms.ValidationError(
            _("“%(address)s” is not a full address that begins with https, in small letters."),
            params={"address": address},
        )
    return address


class AddressesField(forms.CharField):
    """Addresses, one a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> tuple[str, ...]:
        """
        Return them.

        :raises ValidationError: naming the one that cannot be used
        """
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_ADDRESSES:
            raise forms.ValidationError(
                _("Enter %(most)s addresses or fewer."), params={"most": MOST_ADDRESSES}
            )
        return tuple(dict.fromkeys(checked_address(line) for line in lines))


class SiteForm(Form):
    """A website that signs people in with their council account."""

    name = forms.CharField(
        label=_("Name of the website"),
        help_text=_("People see it when they are asked whether it may learn something of them."),
        max_length=LONGEST_SITE_NAME,
    )
    name_cy = forms.CharField(
        label=_("Its name in Welsh (optional)"), max_length=LONGEST_SITE_NAME, required=False
    )
    redirect_addresses = AddressesField(
        label=_("Where people come back to"),
        help_text=_("Full addresses, one a line. They must match letter by letter."),
    )
    sign_out_addresses = AddressesField(
        label=_("Where people come back to when they have signed out (optional)"), required=False
    )
    logout_address = forms.CharField(
        label=_("Where we tell the website that somebody has signed out (optional)"),
        help_text=_("OpenID Connect calls it the back-channel logout address."),
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may ask people to let it learn"),
        choices=WHAT_SITES_LEARN,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_logout_address(self) -> str:
        """
        Return the address.

        :raises ValidationError: if it is not a plain one
        """
        address: str = self.cleaned_data["logout_address"].strip()
        return checked_address(address) if address else ""

    def settings(self, *, keeps_secret: bool) -> SiteSettings:
        """Return what was typed."""
        told = dict(self.cleaned_data)
        told.pop("keeps_secret", None)
        scopes = ("openid", *told.pop("scopes"))
        return SiteSettings(**told, scopes=scopes, keeps_secret=keeps_secret)


class NewSiteForm(SiteForm):
    """A website that is new here."""

    keeps_secret = forms.TypedChoiceField(
        label=_("What kind of website it is"),
        choices=(
            ("yes", _("It runs on a server and can keep a secret")),
            ("no", _("It runs only in people’s browsers or on their telephones")),
        ),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        initial="yes",
    )


class ProviderForm(Form):
    """A company with whose accounts people may sign in."""

    kind = forms.ChoiceField(
        label=_("Company"), choices=ElsewhereKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name on the button"), help_text=_("Such as Google."), max_length=40
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=190)
    secret_name = forms.CharField(
        label=_("Name of the secret"),
        help_text=_(
            "The operator puts the secret itself in place under this name. Of Apple it is the key."
        ),
        max_length=80,
        required=False,
    )
    address = forms.CharField(
        label=_("Address (OpenID Connect) or directory (Microsoft)"), max_length=300, required=False
    )
    sign_in_origin = forms.CharField(
        label=_("Address of its page of signing in, if that is on another host (optional)"),
        max_length=200,
        required=False,
    )
    team = forms.CharField(label=_("Team ID (Apple)"), max_length=40, required=False)
    key_id = forms.CharField(label=_("Key ID (Apple)"), max_length=40, required=False)

    def clean_secret_name(self) -> str:
        """
        Return the name.

        :raises ValidationError: if no secret can have it
        """
        name: str = self.cleaned_data["secret_name"].strip()
        if name and not SECRET_NAME.fullmatch(name):
            raise forms.ValidationError(_("Use small letters, numbers and dashes."))
        return name

    def clean_sign_in_origin(self) -> str:
        """
        Return the origin alone, without a path.

        :raises ValidationError: if it is not an address
        """
        address: str = self.cleaned_data["sign_in_origin"].strip()
        if not address:
            return ""
        parts = urlsplit(checked_address(address))
        return f"{parts.scheme}://{parts.netloc}"

    def clean(self) -> dict[str, Any]:
        """Ask for what this company needs."""
        told: dict[str, Any] = super().clean() or {}
        kind = told.get("kind")
        if kind == ElsewhereKind.OPENID_CONNECT:
            try:
                checked_address(told.get("address", ""))
            except forms.ValidationError as error:
                self.add_error("address", error)
        if kind == ElsewhereKind.APPLE and not (told.get("team") and told.get("key_id")):
            self.add_error("team", _("Enter the team ID and the key ID."))
        return told

    def settings(self) -> ProviderSettings:
        """Return what was typed."""
        return ProviderSettings(**self.cleaned_data)
