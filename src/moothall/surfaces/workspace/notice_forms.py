"""How an employee wants to be told by e-mail of what is new for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.work.models import NoticeMail
from moothall.kernel.forms import Form

_HOURS = range(24)
_SPELT = (("en", "English"), ("cy", "Cymraeg"))


class NoticeForm(Form):
    """By e-mail at once, once a day at an hour of one's own, or not."""

    by_mail = forms.ChoiceField(
        label=gettext_lazy("Do you want to be told by e-mail too?"),
        choices=NoticeMail.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose whether you want to be told by e-mail"),
            "invalid_choice": gettext_lazy("Choose whether you want to be told by e-mail"),
        },
    )
    hour = forms.ChoiceField(
        label=gettext_lazy("If once a day: from which hour?"),
        choices=[(str(hour), f"{hour:02d}:00") for hour in _HOURS],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose an hour of the day")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        choices=_SPELT,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_welsh: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_welsh:
            del self.fields["language"]

    def clean(self) -> dict[str, Any]:
        """Ask for the hour of those who want it once a day."""
        given = super().clean()
        is_daily = given.get("by_mail") == NoticeMail.DAILY
        if is_daily and not given.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("Choose an hour of the day"))
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as the action takes it."""
        given = self.cleaned_data
        return {
            "by_mail": given["by_mail"],
            "hour": int(given.get("hour") or 0),
            "language": given.get("language") or "en",
        }
