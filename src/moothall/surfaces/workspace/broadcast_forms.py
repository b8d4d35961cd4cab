"""The shape of news to subscribers, as staff write them and as they say that they are right."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form
from moothall.notifications.broadcasts import BroadcastRow, TopicChoice
from moothall.notifications.models.broadcast import LONGEST_NEWS, LONGEST_TITLE

_BETWEEN = "/"


class NewsForm(Form):
    """Topic and words, in English and, where the council speaks it, in Welsh."""

    #: The id that a new draft will have, and the revision that the page showed: 0 of a new one.
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    topic = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("It goes to the people who asked for news about this."),
        error_messages={
            "required": gettext_lazy("Choose what it is about"),
            "invalid_choice": gettext_lazy("Choose what it is about"),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write a title")},
    )
    text = forms.CharField(
        label=gettext_lazy("News"),
        help_text=gettext_lazy(
            "Keep it short: people who asked for text messages get all of it. We add your "
            "council’s name and a link to stop these messages."
        ),
        max_length=LONGEST_NEWS,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Write the news")},
    )
    title_cy = forms.CharField(
        label=gettext_lazy("Title in Welsh"), max_length=LONGEST_TITLE, required=False
    )
    text_cy = forms.CharField(
        label=gettext_lazy("News in Welsh"),
        max_length=LONGEST_NEWS,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(
        self,
        *args: Any,
        councils: Sequence[CouncilRow],
        topics: Sequence[TopicChoice],
        **kwargs: Any,
    ) -> None:
        """Offer the topics of these councils; name the council where there are several."""
        super().__init__(*args, **kwargs)
        self.councils = {council.id: council for council in councils}
        choices = [(_value(one.council_id, one.key), self._words(one)) for one in topics]
        self.fields["topic"] = forms.ChoiceField(
            label=self.fields["topic"].label,
            help_text=self.fields["topic"].help_text,
            error_messages=self.fields["topic"].error_messages,
            choices=[("", _("Choose")), *choices],
        )
        self.speaks_welsh = any("cy" in council.languages for council in councils)
        if not self.speaks_welsh:
            del self.fields["title_cy"], self.fields["text_cy"]

    def clean(self) -> dict[str, Any]:
        """Ask for Welsh where the council of the topic speaks it, and leave it out elsewhere."""
        given = super().clean() or {}
        for name in ("text", "text_cy"):
            given[name] = str(given.get(name, "")).replace("\r\n", "\n")
        if not given.get("topic"):
            return given
        if "cy" not in self.council.languages:
            given["title_cy"] = given["text_cy"] = ""
            return given
        if not given.get("title_cy") and "title_cy" not in self.errors:
            self.add_error("title_cy", _("Write the title in Welsh"))
        if not given["text_cy"] and "text_cy" not in self.errors:
            self.add_error("text_cy", _("Write the news in Welsh"))
        return given

    @property
    def council(self) -> CouncilRow:
        """Return the council whose topic was chosen."""
        council_id, _between, _key = self.cleaned_data["topic"].partition(_BETWEEN)
        return self.councils[int(council_id)]

    @property
    def topic_key(self) -> str:
        """Return the key of the topic that was chosen."""
        return str(self.cleaned_data["topic"].partition(_BETWEEN)[2])

    @property
    def words(self) -> dict[str, str]:
        """Return the words by the names of their fields."""
        names = ("title", "text", "title_cy", "text_cy")
        return {name: str(self.cleaned_data.get(name, "")) for name in names}

    def _words(self, topic: TopicChoice) -> str:
        if len(self.councils) == 1:
            return topic.name
        return f"{self.councils[topic.council_id].short_name}: {topic.name}"


class SendForm(Form):
    """That somebody has read what goes out, and which revision they read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    is_read = forms.BooleanField(
        label=gettext_lazy("I have read it, in each language"),
        error_messages={"required": gettext_lazy("Read it, then say that you have read it")},
    )


def initial_of(row: BroadcastRow) -> dict[str, object]:
    """Return what a form shows of a draft."""
    welsh = row.news.get("cy")
    return {
        "key": row.id,
        "seen": row.revision,
        "topic": _value(row.council_id, row.topic_key),
        "title": row.news["en"].title,
        "text": row.news["en"].text,
        "title_cy": welsh.title if welsh else "",
        "text_cy": welsh.text if welsh else "",
    }


def _value(council_id: int, key: str) -> str:
    return f"{council_id}{_BETWEEN}{key}"
