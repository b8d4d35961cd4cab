"""What a resident hears of and how, in their account."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.notifications import actions
from moothall.notifications.forms import ContactForm, TopicsForm, channel_words
from moothall.notifications.models import ContactMode
from moothall.notifications.subscriptions import agreed_by, contact_mode_of, topics_for
from moothall.people import scopes
from moothall.people.needs import needs_of

CONTACT, TOPICS = "contact", "topics"
SAVED = frozenset({CONTACT, TOPICS, "needs"})


@resident(scopes.PREFERENCES)
def preferences(request: CouncilRequest) -> HttpResponseBase:
    """Show how somebody hears from the council, and keep what they choose."""
    person_id = UUID(request.actor.subject)
    which = request.POST.get("form", "")
    contact = ContactForm(
        request.POST if which == CONTACT else None, initial={"mode": contact_mode_of(person_id)}
    )
    topics = TopicsForm(
        request.POST if which == TOPICS else None,
        topics=topics_for(request.council.id, person_id, language=request.LANGUAGE_CODE),
    )
    if _is_kept(request, person_id, contact, topics):
        return HttpResponseRedirect(f"{reverse('account:preferences')}?saved={which}")
    said: dict[str, Any] = {
        "contact": contact,
        "topics": topics,
        "needs": needs_of(person_id),
        "saved": request.GET.get("saved", "") in SAVED,
    }
    status = 422 if contact.errors or topics.errors else 200
    return render(request, "notifications/account/preferences.html", said, status=status)


@resident(scopes.PREFERENCES)
def history(request: CouncilRequest) -> HttpResponseBase:
    """Show what somebody ever agreed to hear of, with the words and the moments."""
    agreed = agreed_by(UUID(request.actor.subject))
    context = {"agreed": agreed, "channels": channel_words()}
    return render(request, "notifications/account/history.html", context)


def _is_kept(
    request: CouncilRequest, person_id: UUID, contact: ContactForm, topics: TopicsForm
) -> bool:
    """Keep whichever of the two forms was sent, if it can be used."""
    if contact.is_bound and contact.is_valid():
        actions.choose_contact_mode(
            actor=request.actor,
            person_id=person_id,
            mode=ContactMode(contact.cleaned_data["mode"]),
            now=clock.now(),
        )
        return True
    if topics.is_bound and topics.is_valid():
        actions.choose_topics(
            actor=request.actor,
            person_id=person_id,
            chosen=topics.chosen(),
            language=request.LANGUAGE_CODE,
            now=clock.now(),
        )
        return True
    return False
