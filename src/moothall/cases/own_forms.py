"""The shape of what residents type about their cases; what may be done the actions decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.cases.acts import Act
from moothall.cases.models.talk import HIGHEST_SCORE, LOWEST_SCORE
from moothall.councils.models import CaseKind
from moothall.kernel.forms import Form

LONGEST_TEXT = 4000
LONGEST_SEARCH = 100

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class ActWords:
    """How the page of an act asks for what it needs; files are asked for where they have a word."""

    title: Text
    label: Text
    button: Text
    done: Text
    missing: Text = ""
    hint: Text = ""
    files: Text = ""


_MORE_FILES = _("Add photos or documents (optional)")

WORDS: dict[Act, ActWords] = {
    Act.ANSWER: ActWords(
        title=_("Answer our question"),
        label=_("Your answer"),
        missing=_("Write your answer"),
        files=_MORE_FILES,
        button=_("Send your answer"),
        done=_("We have your answer. The team will go on with your request."),
    ),
    Act.ADD: ActWords(
        title=_("Add a photo or document"),
        label=_("What is it? (optional)"),
        files=_("Choose photos or documents"),
        button=_("Send"),
        done=_("We have what you sent."),
    ),
    Act.WRITE: ActWords(
        title=_("Write to the team"),
        label=_("Your message"),
        missing=_("Write your message"),
        files=_MORE_FILES,
        button=_("Send"),
        done=_("We have your message. The team will read it."),
    ),
    Act.RATE: ActWords(
        title=_("How did it go?"),
        label=_("What was good, and what was not? (optional)"),
        button=_("Send"),
        done=_("Thank you for telling us how it went."),
    ),
    Act.REOPEN: ActWords(
        title=_("Open this request again"),
        label=_("What is still wrong?"),
        missing=_("Tell us what is still wrong"),
        files=_MORE_FILES,
        button=_("Open it again"),
        done=_("Your request is open again. The team will look at it."),
    ),
    Act.AGAIN: ActWords(
        title=_("Tell us about this again"),
        label=_("What is wrong now?"),
        missing=_("Tell us what is wrong now"),
        hint=_("We closed this some time ago, so we make a new request that names this one."),
        files=_MORE_FILES,
        button=_("Send"),
        done=_("We have made a new request. You can follow it here."),
    ),
    Act.COMPLAIN: ActWords(
        title=_("Complain about this"),
        label=_("What went wrong, and what should we do about it?"),
        missing=_("Tell us what went wrong"),
        files=_MORE_FILES,
        button=_("Send your complaint"),
        done=_("We have your complaint. You can follow it here."),
    ),
    Act.WITHDRAW: ActWords(
        title=_("Take this request back"),
        label=_("Why do you not need it any more? (optional)"),
        hint=_("If you take it back, we will do no more work on it. You cannot undo this."),
        button=_("Take it back"),
        done=_("You have taken this request back."),
    ),
}

SCORES: dict[int, Text] = {
    5: _("Very well"),
    4: _("Well"),
    3: _("Neither well nor badly"),
    2: _("Badly"),
    1: _("Very badly"),
}


class TypedForm(Form):
    """Words to the council, with the key by which the same words sent twice are known."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea)

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **(initial or {})}, **options)

    def ask_for_text(self, label: Text, missing: Text, hint: Text = "") -> None:
        """Say what the words are for; needed are they only if something says they are missing."""
        field = self.fields["text"]
        field.label, field.help_text = str(label), str(hint)
        field.required = bool(missing)
        field.error_messages["required"] = str(missing)


class ActForm(TypedForm):
    """What a resident does with a case of theirs."""

    question = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, act: Act, needs_text: bool = True, **options: Any
    ) -> None:
        super().__init__(data, **options)
        words = WORDS[act]
        label = words.label if needs_text else _("Anything else to say (optional)")
        self.ask_for_text(label, words.missing if needs_text else "", words.hint)
        if act is Act.RATE:
            self.fields["score"] = forms.TypedChoiceField(
                label=str(_("How did it go?")),
                coerce=int,
                choices=[
                    (score, str(SCORES[score]))
                    for score in range(HIGHEST_SCORE, LOWEST_SCORE - 1, -1)
                ],
                widget=forms.RadioSelect,
                error_messages={"required": str(_("Choose how it went"))},
            )
            self.order_fields(["key", "question", "score", "text"])


class EnquiryForm(TypedForm):
    """A question to the council that is about no case."""

    service = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about")},
    )

    field_order = ("key", "service", "text")

    def __init__(
        self, data: Any = None, *, services: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.ask_for_text(_("Your message"), _("Write your message"))
        field = self.fields["service"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(services)
        if len(services) == 1:
            field.required = False
            field.initial = services[0][0]


class RequestSearch(Form):
    """What somebody looks for among their own cases."""

    q = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    state = forms.ChoiceField(
        required=False,
        choices=[("", _("Open and closed")), ("open", _("Open")), ("closed", _("Closed"))],
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Everything")),
            (CaseKind.SERVICE_REQUEST.value, _("Things to be done")),
            (CaseKind.ENQUIRY.value, _("Questions")),
            (CaseKind.COMPLAINT.value, _("Complaints")),
            (CaseKind.FOI.value, _("Requests for information")),
        ],
    )
