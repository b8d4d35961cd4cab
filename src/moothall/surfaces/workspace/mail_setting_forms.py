"""The shape of a mailbox's settings and of a ready-made answer."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.mail.models import Mailbox, ReadyAnswer, Security, SignIn, StrangersBecome
from moothall.cases.mail.servers.doors import LOOPBACK
from moothall.councils.queries import has_secret_of_name, service_types, teams
from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form
from moothall.kernel.secrets import NAME
from moothall.people.models import StaffUser

_HIGHEST_PORT = 65535
_LONGEST_TEXT = 5000
_MOST_HOURS = 720
_NEEDED = {
    "token_address": gettext_lazy("Enter the address for tokens"),
    "client_id": gettext_lazy("Enter the client ID"),
    "client_secret": gettext_lazy("Enter the name of the client’s secret"),
    "refresh_secret": gettext_lazy("Enter the name of the secret that holds the refresh token"),
}
_WELSH = ("name_cy", "acknowledgement_cy", "signature_cy")


def _text(label: Any, *, required: bool = True, help_text: Any = "", longest: int = 200) -> Any:
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=longest)


def _words(label: Any, *, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea,
    )


def _port(label: Any) -> Any:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=_HIGHEST_PORT,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class MailboxForm(Form):
    """A mailbox: whose it is, where its mail comes and goes, and what we say by ourselves."""

    address = forms.EmailField(label=gettext_lazy("E-mail address of the mailbox"))
    name = _text(gettext_lazy("Name that people see"), longest=100)
    name_cy = _text(gettext_lazy("The same in Welsh"), required=False, longest=100)
    team = forms.ChoiceField(label=gettext_lazy("Team"))
    service_type = forms.ChoiceField(
        label=gettext_lazy("Usual service of the cases that come of it"), required=False
    )
    readers = _words(
        gettext_lazy("Only these people may read it"),
        help_text=gettext_lazy(
            "Their e-mail addresses, one a line. Leave empty for everybody who works with mail."
        ),
    )
    imap_host = _text(gettext_lazy("Incoming mail: server (IMAP)"), required=False)
    imap_port = _port(gettext_lazy("Incoming mail: port"))
    imap_security = forms.ChoiceField(
        label=gettext_lazy("Incoming mail: protection"), choices=Security.choices
    )
    imap_user = _text(gettext_lazy("Incoming mail: user name"), required=False)
    imap_secret = _text(
        gettext_lazy("Incoming mail: name of the secret"),
        required=False,
        help_text=gettext_lazy(
            "Never the password itself: the name under which the installation keeps it."
        ),
        longest=80,
    )
    folder = _text(gettext_lazy("Folder that is read"), longest=100)
    handled_folder = _text(gettext_lazy("Folder for what we have taken in"), longest=100)
    smtp_host = _text(gettext_lazy("Outgoing mail: server (SMTP)"), required=False)
    smtp_port = _port(gettext_lazy("Outgoing mail: port"))
    smtp_security = forms.ChoiceField(
        label=gettext_lazy("Outgoing mail: protection"), choices=Security.choices
    )
    smtp_user = _text(gettext_lazy("Outgoing mail: user name"), required=False)
    smtp_secret = _text(
        gettext_lazy("Outgoing mail: name of the secret"), required=False, longest=80
    )
    sign_in = forms.ChoiceField(
        label=gettext_lazy("How we sign in to both servers"),
        choices=SignIn.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "With OAuth 2 the names of secrets above are not used. The user names are: they say "
            "whose mailbox it is."
        ),
    )
    token_address = _text(
        gettext_lazy("OAuth 2: address for tokens"),
        required=False,
        longest=300,
        help_text=gettext_lazy(
            "Such as https://login.microsoftonline.com/YOUR-TENANT/oauth2/v2.0/token or "
            "https://oauth2.googleapis.com/token"
        ),
    )
    token_scope = _text(
        gettext_lazy("OAuth 2: scope"),
        required=False,
        longest=300,
        help_text=gettext_lazy(
            "For Microsoft 365: https://outlook.office365.com/.default. Leave empty for Google."
        ),
    )
    client_id = _text(gettext_lazy("OAuth 2: client ID"), required=False)
    client_secret = _text(
        gettext_lazy("OAuth 2: name of the client’s secret"), required=False, longest=80
    )
    refresh_secret = _text(
        gettext_lazy("OAuth 2: name of the secret that holds the refresh token"),
        required=False,
        longest=80,
    )
    strangers_become = forms.ChoiceField(
        label=gettext_lazy("Somebody we do not know becomes"), choices=StrangersBecome.choices
    )
    acknowledges = forms.BooleanField(
        label=gettext_lazy("Tell people at once that their e-mail has arrived"), required=False
    )
    acknowledge_hours = forms.IntegerField(
        label=gettext_lazy("Tell the same person again after how many hours?"),
        min_value=1,
        max_value=_MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    acknowledgement = _words(
        gettext_lazy("What we tell them"),
        help_text=gettext_lazy("Leave empty for the usual words."),
    )
    acknowledgement_cy = _words(gettext_lazy("The same in Welsh"))
    signature = _words(gettext_lazy("Signature"))
    signature_cy = _words(gettext_lazy("Signature in Welsh"))
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def __init__(
        self, *args: Any, council: CouncilRow, mailbox: Mailbox | None, **options: Any
    ) -> None:
        options["initial"] = _initial(mailbox)
        super().__init__(*args, **options)
        self.council = council
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            (str(one.id), one.name) for one in teams(council.id)
        ]
        self.fields["service_type"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((str(one.id), one.name) for one in service_types(council.id)),
        ]
        if "cy" not in council.languages:
            for name in _WELSH:
                del self.fields[name]

    def clean_imap_secret(self) -> str:
        """Take the name of a secret, not the secret."""
        return self._secret_name("imap_secret")

    def clean_smtp_secret(self) -> str:
        """Take the name of a secret, not the secret."""
        return self._secret_name("smtp_secret")

    def clean_client_secret(self) -> str:
        """Take the name of a secret, not the secret."""
        return self._secret_name("client_secret")

    def clean_refresh_secret(self) -> str:
        """Take the name of a secret, not the secret."""
        return self._secret_name("refresh_secret")

    def clean_sign_in(self) -> str:
        """Take the password for granted where nothing is said."""
        return self.cleaned_data["sign_in"] or SignIn.PASSWORD.value

    def clean(self) -> dict[str, Any]:
        """Ask for all that signing in by OAuth 2 needs."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        way = given.get("sign_in", SignIn.PASSWORD)
        for name, words in _NEEDED.items() if way != SignIn.PASSWORD else ():
            if name == "refresh_secret" and way != SignIn.REFRESH:
                continue
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        address = given.get("token_address") or ""
        if way != SignIn.PASSWORD and address and not _is_safe(address):
            self.add_error("token_address", _("The address for tokens must begin with https://"))
        return given

    def clean_readers(self) -> list[str]:
        """Take the accounts of those who are named."""
        asked = self.cleaned_data["readers"].split()
        found = {
            one.email.lower(): str(one.pk)
            for one in StaffUser.objects.filter(email__in=[one.lower() for one in asked])
        }
        unknown = [one for one in asked if one.lower() not in found]
        if unknown:
            raise forms.ValidationError(
                _("Nobody on the staff has the address %(address)s") % {"address": unknown[0]}
            )
        return [found[one.lower()] for one in asked]

    @property
    def slug(self) -> str:
        """Return what a new mailbox is called in addresses."""
        return slugify(self.cleaned_data["address"].partition("@")[0])[:40] or "mail"

    @property
    def settings(self) -> dict[str, Any]:
        """Return what was set, by the mailbox's fields."""
        given = dict(self.cleaned_data)
        given["team_id"] = UUID(given.pop("team"))
        service = given.pop("service_type")
        given["service_type_id"] = UUID(service) if service else None
        return given

    def _secret_name(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                _("Enter the name of a secret: small letters, numbers and dashes")
            )
        if name and not has_secret_of_name(self.council.id, name):
            raise forms.ValidationError(
                _("Enter the name of a secret of this council: it begins with %(beginning)s")
                % {"beginning": f"{self.council.slug}-"}
            )
        return name


class ReadyAnswerForm(Form):
    """A ready-made answer."""

    title = _text(gettext_lazy("Title"), longest=100)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "We fill in {name}, {reference}, {service}, {council} and {officer}."
        ),
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea,
    )
    text_cy = _words(gettext_lazy("The same in Welsh"))

    def __init__(
        self, *args: Any, council: CouncilRow, answer: ReadyAnswer | None, **options: Any
    ) -> None:
        initial = (
            {
                "title": answer.title,
                "team": str(answer.team_id or ""),
                "text": answer.text,
                "text_cy": answer.text_cy,
            }
            if answer
            else {}
        )
        options["initial"] = initial
        super().__init__(*args, **options)
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", _("All teams")),
            *((str(one.id), one.name) for one in teams(council.id)),
        ]
        if "cy" not in council.languages:
            del self.fields["text_cy"]

    @property
    def given(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "text": given["text"],
            "text_cy": given.get("text_cy", ""),
            "team_id": UUID(given["team"]) if given["team"] else None,
        }


def _is_safe(address: str) -> bool:
    """Tell whether nobody on the way reads what goes there; a demonstration may ask itself."""
    parts = urlsplit(address)
    is_here = settings.INSECURE_HTTP and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


def _initial(mailbox: Mailbox | None) -> dict[str, Any]:
    shown = mailbox or Mailbox()
    values = {field.attname: getattr(shown, field.attname) for field in Mailbox._meta.fields}
    values["team"] = str(shown.team_id or "")
    values["service_type"] = str(shown.service_type_id or "")
    addresses = StaffUser.objects.filter(pk__in=shown.readers).values_list("email", flat=True)
    values["readers"] = "\n".join(addresses) if shown.readers else ""
    return values
