"""What each file of an upload may be, as fields of the form of the question."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from moothall.eforms.designing.editing import new_options, without_empty
from moothall.eforms.designing.parts import Part
from moothall.eforms.views.designing.words import WordsForm, in_language

_LONGEST = 300
_LONGEST_LIST = 20_000


def add_file_kinds(form: WordsForm, kinds: list[Part]) -> None:
    """Ask what each kind of file is called and whether it is needed, and for more kinds."""
    for kind in kinds:
        value, text = kind["value"], kind["label"]
        form.keep_others(f"kind-{value}", text)
        for language in form.languages:
            label = in_language(_("What a file may be"), language)
            field = forms.CharField(label=label, required=False, max_length=_LONGEST)
            form.add(f"kind-{value}_{language}", field, text.get(language, ""))
        needed = forms.BooleanField(label=_("We need this one"), required=False)
        form.add(f"needed-{value}", needed, kind.get("is_needed", False))
    more = forms.CharField(
        label=_("More kinds of file"), required=False, widget=forms.Textarea,
        validators=[MaxLengthValidator(_LONGEST_LIST)],
        help_text=_("One on each line, such as “Proof of address”. People say which each file is."),
    )  # fmt: skip
    form.add("more_kinds", more, "")


def file_kinds(form: WordsForm, kinds: list[Part]) -> list[Part]:
    """Return the kinds of file as a document has them; those without a name are gone."""
    kept: list[Any] = []
    for kind in kinds:
        label = form.text(f"kind-{kind['value']}")
        if label:
            needed = form.cleaned_data.get(f"needed-{kind['value']}") or None
            kept.append(without_empty({**kind, "label": label, "is_needed": needed}))
    lines = form.cleaned_data.get("more_kinds", "").splitlines()
    return new_options(kept, (" ".join(line.split())[:_LONGEST] for line in lines))
