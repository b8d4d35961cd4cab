"""The shape of what people choose to hear of, and how."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.notifications.channels import Channel
from moothall.notifications.models import ContactMode
from moothall.notifications.subscriptions import TopicRow

#: Chosen by who leaves it to the council how they are told something necessary.
USUAL = ""


class ContactForm(Form):
    """By e-mail and text only, or by post."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How should we write to you?"),
        choices=[
            (ContactMode.DIGITAL.value, gettext_lazy("By email or text message only")),
            (ContactMode.POST.value, gettext_lazy("By post")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how we should write to you")},
    )


class TopicsForm(Form):
    """One question for each topic: in which ways somebody hears of it, or in which one way."""

    def __init__(self, *args: Any, topics: Sequence[TopicRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            self.fields[topic.key] = _question(topic)

    def chosen(self) -> dict[str, list[str]]:
        """Return the channels chosen for each topic."""
        given = self.cleaned_data
        return {
            topic.key: [one for one in [given[topic.key]] if one]
            if topic.is_necessary
            else list(given[topic.key])
            for topic in self.topics
        }


def channel_words() -> dict[str, str]:
    """Return the channels as people read them, in the language in force."""
    return {
        Channel.EMAIL.value: _("Email"),
        Channel.TEXT.value: _("Text message"),
        Channel.POST.value: _("Post"),
    }


def _question(topic: TopicRow) -> forms.Field:
    words = channel_words()
    choices = [(channel, words[channel]) for channel in topic.channels]
    if topic.is_necessary:
        return forms.ChoiceField(
            label=topic.name,
            help_text=topic.summary,
            choices=[(USUAL, _("The usual way")), *choices],
            widget=forms.RadioSelect,
            initial=topic.chosen[0] if topic.chosen else USUAL,
            required=False,
        )
    return forms.MultipleChoiceField(
        label=topic.name,
        help_text=topic.wording,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        initial=list(topic.chosen),
        required=False,
    )
