"""What employees type while somebody complains."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.complaints.taking import Complainant, Complaint, Who
from moothall.cases.complaints.wishes import Wish
from moothall.cases.rows import CaseRow
from moothall.kernel.forms import Form
from moothall.surfaces.workspace.forms import LANGUAGES

LONGEST_TEXT, LONGEST_WANTED, LONGEST_NAME, LONGEST_NUMBER = 4000, 1000, 200, 40
LONGEST_ADDRESS = 500
_FEWEST_DIGITS = 10
#: Chosen of a complaint that is about none of their cases.
OF_SERVICE = "service"
#: What of somebody without a record is asked, by the ways in which they can be reached.
_WAYS = ("email", "phone", "address")

Choices = Sequence[tuple[str, str]]


class ComplaintForm(Form):
    """A complaint in the words of whoever makes it."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about")},
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Which service is it about?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a service of this council")},
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("In their words. Read it back to them: they get to read it, too."),
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Write down what happened")},
    )
    wanted = forms.CharField(
        label=gettext_lazy("What do they want us to do? (optional)"),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_WANTED,
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who complains?"),
        help_text=gettext_lazy("Without a name nobody can be told what comes of it."),
        choices=Who.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether they tell us who they are")},
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an email address like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.Textarea,
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("How do they wish to be answered?"),
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Which language should we write in?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a language")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        cases: Sequence[CaseRow],
        services: Choices,
        languages: Sequence[str],
        is_known: bool,
        may_write_address: bool,
        initial: dict[str, Any],
    ) -> None:
        """Offer what one council and one caller have."""
        begun = {"key": uuid4().hex, "about": OF_SERVICE if not cases else "", "wish": ""}
        super().__init__(data, initial={**begun, **initial})
        self.cases = cases
        _offer(
            self.fields["about"],
            [*((str(one.id), one.reference) for one in cases), (OF_SERVICE, OF_SERVICE)],
        )
        _offer(self.fields["service"], [("", _("Choose a service")), *services])
        usual = ("", _("As we usually reach them"))
        _offer(self.fields["wish"], [usual, *((one.value, str(one.label)) for one in Wish)])
        _offer(self.fields["language"], [(one, LANGUAGES[one]) for one in languages])
        if not cases:
            self.fields["about"].widget = forms.HiddenInput()
        if len(languages) == 1:
            del self.fields["language"]
        self.spoken = languages[0]
        for name in ("who", "name", *_WAYS) if is_known else ():
            del self.fields[name]
        if not may_write_address:
            self.fields.pop("address", None)

    @property
    def abouts(self) -> list[dict[str, Any]]:
        """Return their cases, and a service, as radio buttons."""
        choices: list[dict[str, Any]] = [
            {
                "value": str(one.id),
                "label": f"{one.reference} {one.service_name}",
                "hint": f"{one.status.label}. {one.summary}",
            }
            for one in self.cases
        ]
        return [
            *choices,
            {"divider": _("or")},
            {"value": OF_SERVICE, "label": _("A service, or something else")},
        ]

    def clean_phone(self) -> str:
        """Ask again for a number that is too short to be one."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and sum(sign.isdecimal() for sign in phone) < _FEWEST_DIGITS:
            raise forms.ValidationError(_("Enter a full phone number, like 01632 960 001"))
        return phone

    def clean(self) -> dict[str, Any]:
        """Ask for a service where it is about no case, and of who complains for a way to them."""
        given = super().clean()
        is_unsaid = not given.get("service") and "service" not in self.errors
        if given.get("about") == OF_SERVICE and is_unsaid:
            self.add_error("service", _("Choose the service that it is about"))
        if given.get("who") == Who.NAMED:
            self._ask_who(given)
        return given

    def _ask_who(self, given: dict[str, Any]) -> None:
        if not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter their name"))
        ways = [name for name in _WAYS if name in self.fields]
        if not any(given.get(name) or name in self.errors for name in ways):
            self.add_error("email", _("Enter one way to reach them"))

    @property
    def complaint(self) -> Complaint:
        """Return what was typed."""
        given = self.cleaned_data
        about = given["about"]
        is_named = given.get("who") == Who.NAMED
        return Complaint(
            text=given["text"],
            wanted=given["wanted"],
            about_case_id=None if about == OF_SERVICE else UUID(about),
            service=given["service"] if about == OF_SERVICE else "",
            wish=given["wish"] if given.get("who") != Who.NAMELESS else "",
            language=given.get("language", self.spoken),
            complainant=Complainant(
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                address=given.get("address", ""),
            )
            if is_named
            else None,
        )


def _offer(field: forms.Field, choices: Choices) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
