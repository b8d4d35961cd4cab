"""Ways back to a draft: links sent to the person, and a reminder before it is forgotten."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, translation

from moothall.councils.queries import council_by_id
from moothall.eforms import policies
from moothall.eforms.errors import FormClosed
from moothall.eforms.models import Draft, ReturnLink
from moothall.eforms.queries import definition_of, digest_of, draft_of
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import language_for
from moothall.people.models import ContactKind
from moothall.people.needs import Needs, needs_at, needs_of
from moothall.people.queries import person_detail

ABOUT_DRAFT = "draft"
#: More links for one draft are refused: nobody needs them, and they go to whom somebody names.
MOST_LINKS = 5


@transaction.atomic
def send_return_link(
    *,
    actor: Actor,
    council_id: int,
    secret: str,
    language: str,
    now: datetime,
    email: str = "",
    phone: str = "",
) -> ReturnLink:
    """
    Send a link by which the person can come back to a draft, on any device, until it expires.

    It goes to the e-mail address, or as a text message to the phone where that is given.

    Links sent before go on working.

    :raises NotFound: if there is no such draft, or it was handed in
    :raises FormClosed: if too many links were sent for it
    """
    draft = draft_of(council_id, secret)
    require(policies.can_use_draft(actor, draft))
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.submitted_at is not None:
        raise NotFound("This draft was handed in.")
    if ReturnLink.objects.filter(draft_id=draft.pk).count() >= MOST_LINKS:
        raise FormClosed("Enough links were sent for this draft.")
    return _send(draft, "eforms.return-link", email=email, phone=phone, language=language, now=now)


def remind_of_drafts(*, now: datetime, limit: int = 500) -> int:
    """
    Remind of drafts that are soon forgotten, where their form says so; return of how many.

    In the councils in force; only those whose owner asked for a link or has them in their account,
    and once each.
    """
    waiting = Draft.objects.filter(
        submitted_at=None,
        frozen_at=None,
        reminded_at=None,
        expires_at__gt=now,
        expires_at__lt=now + timedelta(days=60),
    ).filter(
        Q(pk__in=ReturnLink.objects.exclude(email="", phone="").values("draft_id"))
        | Q(actor_kind=ActorKind.RESIDENT.value, subject__isnull=False)
    )
    due = [draft.pk for draft in waiting.order_by("expires_at")[:limit] if _is_due(draft, now)]
    return sum(_remind(draft_id, now=now) for draft_id in due)


@transaction.atomic
def _remind(draft_id: UUID, *, now: datetime) -> bool:
    draft = Draft.objects.select_for_update().filter(pk=draft_id, reminded_at=None).first()
    if draft is None or draft.submitted_at is not None:
        return False
    links = ReturnLink.objects.filter(draft_id=draft_id).exclude(email="", phone="")
    newest = links.order_by("-sent_at").first()
    if newest is None and draft.subject_id is not None:
        email, phone = person_detail(draft.subject_id).email, ""
    elif newest is not None:
        email, phone = newest.email, newest.phone
    draft.reminded_at = now
    draft.save(update_fields=["reminded_at"])
    if not (email or phone):
        return False
    _send(
        draft,
        "eforms.draft-reminder",
        email=email,
        phone=phone,
        language=draft.language,
        now=now,
    )
    return True


def _is_due(draft: Draft, now: datetime) -> bool:
    days = definition_of(draft.version_id).remind_days
    return days is not None and draft.expires_at <= now + timedelta(days=days)


def _send(
    draft: Draft, template: str, *, email: str, phone: str, language: str, now: datetime
) -> ReturnLink:
    secret = secrets.token_urlsafe(18)
    link = ReturnLink.objects.create(
        council_id=draft.council_id,
        draft_id=draft.pk,
        secret_digest=digest_of(secret),
        email="" if phone else email,
        phone=phone,
        sent_at=now,
    )
    council, definition = council_by_id(draft.council_id), definition_of(draft.version_id)
    needs = _needs(draft, email=email, phone=phone)
    language = language_for(council, needs, language)
    with translation.override(language):
        door = "account" if draft.is_in_account else "public"
        path = reverse(f"{door}:form-resume", kwargs={"form": definition.slug, "secret": secret})
        until = draft.expires_at.astimezone(ZoneInfo(council.time_zone))
        day = formats.date_format(until, "j F Y")
    send_message(
        actor=system("eforms"),
        council_id=draft.council_id,
        template=template,
        channel="text" if phone else "email",
        to=phone or email,
        language=language,
        context={
            "form": definition.title.within(language),
            "link": f"{council.url}{path}",
            "until": day,
        },
        dedupe_key=f"{template}:{link.pk}",
        about_type=ABOUT_DRAFT,
        about_id=draft.pk,
        now=now,
        person_id=draft.subject_id,
        needs=needs,
    )
    return link


def _needs(draft: Draft, *, email: str, phone: str) -> Needs:
    """Return what the reader needs: whose draft it is, or whoever has the address or number."""
    if draft.subject_id is not None:
        return needs_of(draft.subject_id)
    kind = ContactKind.PHONE if phone else ContactKind.EMAIL
    return needs_at(draft.council_id, kind, phone or email)
