"""What is written to somebody who must sign, and to the person who waits for them."""

import secrets
from datetime import datetime

from django.urls import reverse
from django.utils import formats, translation
from django.utils.crypto import salted_hmac

from moothall.councils.queries import council_by_id
from moothall.eforms.becoming import fact
from moothall.eforms.models import Draft, ReturnLink, Signing
from moothall.eforms.queries import definition_of, digest_of
from moothall.eforms.signing import last_day
from moothall.kernel.actors import ActorKind, system
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import language_for
from moothall.people.models import ContactKind
from moothall.people.needs import needs_at

ABOUT_SIGNING = "signing"


def token_of(signing: Signing) -> str:
    """Return the secret in the signer's link, the same in every message."""
    return salted_hmac("moothall.eforms.signing", str(signing.pk), algorithm="sha256").hexdigest()


def tell_signer(signing: Signing, draft: Draft, template: str, *, now: datetime) -> None:
    """Send the one who must sign a link to what they are asked to sign."""
    definition, council = definition_of(draft.version_id), council_by_id(draft.council_id)
    needs = needs_at(draft.council_id, ContactKind.EMAIL, signing.email)
    language = language_for(council, needs, signing.language)
    with translation.override(language):
        path = reverse("public:form-sign", kwargs={"token": token_of(signing)})
        day = formats.date_format(last_day(signing.due_at, council.time_zone), "j F Y")
    asked_by = fact(definition, draft.answers, "person.name")
    send_message(
        actor=system("eforms"),
        council_id=draft.council_id,
        template=template,
        channel="email",
        to=signing.email,
        language=language,
        context={
            "name": signing.name,
            "applicant": asked_by or council.name_in(language),
            "form": definition.title.within(language),
            "link": f"{council.url}{path}",
            "until": day,
        },
        dedupe_key=f"{template}:{signing.pk}:{signing.times_sent}",
        about_type=ABOUT_SIGNING,
        about_id=signing.pk,
        now=now,
        needs=needs,
    )


def tell_applicant(
    signing: Signing,
    draft: Draft,
    template: str,
    *,
    now: datetime,
    amount: str = "",
    pay_link: str = "",
) -> None:
    """
    Tell the person who waits how it stands, with a way back, where the answers say whither.

    What staff filled in has no way back; a fee is paid by `pay_link` then.
    """
    definition = definition_of(draft.version_id)
    email = fact(definition, draft.answers, "person.email")
    if not email:
        return
    council = council_by_id(draft.council_id)
    needs = needs_at(draft.council_id, ContactKind.EMAIL, email)
    language = language_for(council, needs, signing.language)
    with translation.override(language):
        until = formats.date_format(last_day(draft.expires_at, council.time_zone), "j F Y")
        due = formats.date_format(last_day(signing.due_at, council.time_zone), "j F Y")
    send_message(
        actor=system("eforms"),
        council_id=draft.council_id,
        template=template,
        channel="email",
        to=email,
        language=language,
        context={
            "name": signing.name or signing.email,
            "form": definition.title.within(language),
            "reason": signing.reason,
            "due": due,
            "until": until,
            "amount": amount,
            "link": pay_link or _way_back(signing, draft, email, now=now),
        },
        dedupe_key=f"{template}:{signing.pk}",
        about_type=ABOUT_SIGNING,
        about_id=signing.pk,
        now=now,
        needs=needs,
    )


def _way_back(signing: Signing, draft: Draft, email: str, *, now: datetime) -> str:
    """Return a link to the draft; nothing where staff filled it in, as it is theirs to open."""
    if draft.actor_kind == ActorKind.STAFF:
        return ""
    secret = secrets.token_urlsafe(18)
    ReturnLink.objects.create(
        council_id=draft.council_id,
        draft_id=draft.pk,
        secret_digest=digest_of(secret),
        email=email,
        sent_at=now,
    )
    form = definition_of(draft.version_id).slug
    with translation.override(signing.language):
        path = reverse("public:form-resume", kwargs={"form": form, "secret": secret})
    return f"{council_by_id(draft.council_id).url}{path}"
