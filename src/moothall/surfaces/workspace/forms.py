"""The shape of what staff type; what may be done with it, the apps below decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moothall.cases.channels import Channel
from moothall.cases.workflow import CLOSED, Status
from moothall.councils.queries import teams
from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form
from moothall.people.forms import NeedsForm
from moothall.people.models import ContactKind
from moothall.surfaces.workspace.followers import Followers

LONGEST_NOTE = 2000
LONGEST_SUMMARY = 1000
_FEWEST_DIGITS = 10

#: A status that the resident cannot make sense of without a word of explanation.
EXPLAINED = frozenset({Status.AWAITING_RESIDENT, Status.CLOSED_NO_ACTION})

#: Chosen by who only wants to write something; it stays right whatever the status becomes.
UNCHANGED = "unchanged"

#: The ways in which somebody reaches an agent; the website alone comes in by itself.
AGENTS_CHANNELS = (
    Channel.PHONE,
    Channel.VISIT,
    Channel.EMAIL,
    Channel.LETTER,
    Channel.TEXT,
    Channel.VOICE,
    Channel.SOCIAL,
    Channel.PARTNER,
)

LANGUAGES = {"en": "English", "cy": "Cymraeg (Welsh)"}

Choices = Sequence[tuple[str, str]]


class NextStep(Form):
    """What happens next with a case, and who is told what."""

    #: The newest entry of the timeline that the page showed.
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a status"),
            "invalid_choice": gettext_lazy("The case cannot have this status now. Choose another."),
        },
    )
    public_note = forms.CharField(
        label=gettext_lazy("Message to the resident"),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_NOTE,
    )
    public_note_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_NOTE,
    )
    internal_note = forms.CharField(
        label=gettext_lazy("Note for staff"),
        help_text=gettext_lazy(
            "The resident never sees this. Write @ and a colleague’s name to tell them, like "
            "@alice.ash."
        ),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_NOTE,
    )

    def __init__(
        self,
        *args: Any,
        status: Status,
        allowed: Sequence[Status],
        told: str,
        begun_at: datetime | None = None,
        followers: Followers | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = status
        self.followers = followers
        #: When the employee began what stands in it, if it was kept and never saved.
        self.begun_at = begun_at
        self.fields["internal_note"].help_text = (
            _("Say why, if you open it again. The resident never sees this.")
            if status in CLOSED
            else self.fields["internal_note"].help_text
        )
        stays = _("Leave it as it is: %(status)s") % {"status": status.label}
        choices = [(UNCHANGED, stays), *((one.value, str(one.label)) for one in allowed)]
        _offer(self.fields["status"], choices)
        self.fields["public_note"].help_text = told
        if followers is None or not followers.is_council_welsh:
            del self.fields["public_note_cy"]
        if followers is not None:
            self.fields["public_note"].help_text = f"{told} {followers.told}"
            if followers.is_council_welsh:
                self.fields["public_note_cy"].help_text = followers.told_in_welsh

    def clean(self) -> dict[str, Any]:
        """Ask for a change of something, and for words where the resident needs them."""
        given = super().clean() or {}
        status, note = given.get("status"), given.get("public_note", "").strip()
        if status == UNCHANGED:
            given["status"] = self.before.value
            if not note and not given.get("internal_note", "").strip():
                self.add_error("status", _("Choose a new status, or write a message or a note"))
        elif self.before in CLOSED and status and not f"{note}{given.get('internal_note', '')}":
            self.add_error("internal_note", _("Say why it is opened again"))
        elif status in EXPLAINED and not note:
            self.add_error("public_note", _("Tell the resident why, or what we need"))
        self._ask_for_both_languages(given)
        return given

    @property
    def words(self) -> dict[str, Any]:
        """Return the words for the resident, and for those who follow, as the action takes them."""
        note: str = self.cleaned_data["public_note"]
        welsh: str = self.cleaned_data.get("public_note_cy", "")
        if self.followers is None or not welsh.strip():
            return {"public_note": note, "texts": None}
        own = welsh if self.followers.reads == "cy" or not note.strip() else note
        texts = {"en": note, "cy": welsh}
        return {"public_note": own, "texts": {key: one for key, one in texts.items() if one}}

    def _ask_for_both_languages(self, given: dict[str, Any]) -> None:
        """Ask for Welsh where somebody reads it to whom the words go, and for English likewise."""
        if self.followers is None or "public_note_cy" not in self.fields:
            return
        note = given.get("public_note", "").strip()
        welsh = given.get("public_note_cy", "").strip()
        is_told = given.get("status") not in {None, UNCHANGED, self.before.value}
        if note and not welsh and is_told and self.followers.welsh:
            self.add_error(
                "public_note_cy",
                ngettext(
                    "Write it in Welsh too: %(count)s person who follows this case reads Welsh",
                    "Write it in Welsh too: %(count)s people who follow this case read Welsh",
                    self.followers.welsh,
                )
                % {"count": self.followers.welsh},
            )
        if welsh and not note and "public_note" not in self.errors:
            self.add_error("public_note", _("Write the message in English too"))


class FollowUp(Form):
    """What a new case about an old one says."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What is wrong now?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Write what is wrong now")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they reach you?"),
        choices=[(one.value, one.label) for one in AGENTS_CHANNELS],
    )


class TeamChoice(Form):
    """To which team a case goes."""

    team = forms.ChoiceField(
        label=gettext_lazy("Team"),
        error_messages={"invalid_choice": gettext_lazy("Choose a team of this council")},
    )

    def __init__(self, *args: Any, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["team"], [(str(team.id), team.name) for team in teams(council_id)])


class PersonName(Form):
    """What a person is called and in which language they are written to."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the person's name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Which language should we write in?"),
        widget=forms.RadioSelect,
        initial="en",
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            _offer(self.fields["language"], [(code, LANGUAGES[code]) for code in languages])
        else:
            del self.fields["language"]


class EditedPerson(PersonName):
    """A person's name and language, corrected."""

    #: What the page showed as the name, so that nobody undoes what another has just corrected.
    was = forms.CharField(widget=forms.HiddenInput, required=False)


class PersonNeeds(NeedsForm):
    """How a person wants to be written to and spoken with, as staff write it down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "language": _("Which language should we write in?"),
            "formats": _("Which formats do they need?"),
            "interpreter": _("Do they need an interpreter?"),
        }
        for name, label in words.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["formats"].help_text = _("Choose all that they need.")


class NewPerson(PersonName):
    """Somebody whom a council does not know yet."""

    council = forms.ChoiceField(
        label=gettext_lazy("Which council is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the council that it is about"),
            "invalid_choice": gettext_lazy("Choose the council that it is about"),
        },
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
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    field_order = ("council", "name", "phone", "email", "language")

    def __init__(self, *args: Any, councils: Sequence[CouncilRow], **kwargs: Any) -> None:
        languages = {code: None for council in councils for code in council.languages}
        super().__init__(*args, languages=list(languages), **kwargs)
        _offer(self.fields["council"], [(one.slug, one.name) for one in councils])
        self.councils = {one.slug: one for one in councils}

    def clean_phone(self) -> str:
        """Ask again for a number that is too short to be one."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not _is_number(phone):
            raise forms.ValidationError(_("Enter a full phone number, like 01632 960 001"))
        return phone

    def clean(self) -> dict[str, Any]:
        """Write in a language that the chosen council speaks."""
        given = super().clean() or {}
        council = self.councils.get(given.get("council", ""))
        if council is not None:
            spoken = given.get("language", "")
            given["language"] = spoken if spoken in council.languages else council.languages[0]
        return given


class Contact(Form):
    """One more way to reach a person."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            (ContactKind.EMAIL.value, gettext_lazy("Email address")),
            (ContactKind.PHONE.value, gettext_lazy("Phone number")),
            (ContactKind.POST.value, gettext_lazy("Postal address")),
        ],
    )
    value = forms.CharField(
        label=gettext_lazy("Address or number"),
        max_length=500,
        error_messages={"required": gettext_lazy("Enter an address or a number")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask again for what cannot be an address or a number of its kind."""
        given = super().clean() or {}
        kind, value = given.get("kind"), given.get("value", "")
        if kind == ContactKind.EMAIL and value:
            try:
                forms.EmailField().clean(value)
            except forms.ValidationError:
                self.add_error("value", _("Enter an email address like name@example.com"))
        if kind == ContactKind.PHONE and value and not _is_number(value):
            self.add_error("value", _("Enter a full phone number, like 01632 960 001"))
        return given


class Call(Form):
    """How somebody got in touch, what they said, and what is to be done about it."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How did they get in touch?"),
        widget=forms.RadioSelect,
        initial=Channel.PHONE.value,
        error_messages={"required": gettext_lazy("Choose how they got in touch")},
    )
    summary = forms.CharField(
        label=gettext_lazy("What was it about?"),
        help_text=gettext_lazy("A few words are enough. Only staff see this."),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_SUMMARY,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What happens now?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what happens now"),
            "invalid_choice": gettext_lazy("Choose what happens now"),
        },
    )

    def __init__(self, *args: Any, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["channel"], [(one.value, str(one.label)) for one in AGENTS_CHANNELS])
        _offer(self.fields["outcome"], outcomes)


def _offer(field: forms.Field, choices: Choices) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _is_number(text: str) -> bool:
    return sum(character.isdecimal() for character in text) >= _FEWEST_DIGITS
