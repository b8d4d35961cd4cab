"""The base of every form whose fields are typed into."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from moothall.kernel.card_numbers import was_refused


class Form(forms.Form):
    """A form that refuses what looks like a card's number, beside the field that it stands in."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.PasswordInput):
                continue
            raw = self.data.get(self.add_prefix(name), "")
            if was_refused(_typed(self.cleaned_data.get(name, raw))):
                self.errors.pop(name, None)  # what else is wrong with it does not matter now
                self.add_error(name, ValidationError(refusal(), code="card_number"))

    def clean(self) -> dict[str, Any]:
        """Return what was typed and is in order, by field."""
        return super().clean() or {}


def refusal() -> str:
    """Return what is said to whoever typed something that looks like a card's number."""
    return _(
        "Take out what looks like a bank card number. Never give us one: you pay on a page of the "
        "payment company. If it is another number, write “then” in the middle of it."
    )


def _typed(value: Any) -> Any:
    """Return of a field's value what somebody can have typed; files go by their names."""
    return getattr(value, "name", value) if hasattr(value, "read") else value
