"""A complaint that an employee takes in a contact, by the rules of those that residents make."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, locked_case
from moothall.cases.actions.beginning import service_for_complaints
from moothall.cases.actions.opening import open_case
from moothall.cases.actions.own_acts import key_of, require_act
from moothall.cases.acts import Act
from moothall.cases.complaints.actions import ABOUT_SERVICE
from moothall.cases.complaints.wishes import WISH, Wish
from moothall.cases.contact.actions.contacts import note_deed, own_contact, set_person
from moothall.cases.contact.words import Deed
from moothall.cases.events import ResidentActed
from moothall.cases.guidance import guidance_for
from moothall.cases.models import Case, EntryKind, Interaction, TimelineEntry
from moothall.cases.particulars import CaseDetail
from moothall.cases.rows import CaseRow
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_type as service_type_of
from moothall.councils.rows import ServiceTypeRow
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.actions import add_contact_point, record_person
from moothall.people.models import ContactKind


class Who(models.TextChoices):
    """Whether somebody whom the council does not know says who complains."""

    NAMED = "named", _("They tell us who they are")
    NAMELESS = "nameless", _("They do not want to say who they are")


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """Somebody without a record: what they are called, and at least one way to reach them."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def can_be_reached(self) -> bool:
        """Tell whether they gave a name and a way to reach them."""
        ways = (self.email, self.phone, self.address)
        return bool(self.name.strip()) and any(way.strip() for way in ways)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint as it was spoken: about a case or, where none is named, about a service."""

    text: str
    wanted: str = ""
    about_case_id: UUID | None = None
    service: str = ""
    wish: str = ""
    language: str = "en"
    complainant: Complainant | None = None


@transaction.atomic
def take_complaint(
    *, actor: Actor, contact_id: UUID, complaint: Complaint, key: str, now: datetime
) -> Case:
    """
    Open the complaint of whoever is in touch and return it; the same `key` again the first.

    It counts as what was done in the contact, comes by the contact's channel, and is of its
    person: whoever had no record has one afterwards, if they say who they are.

    :raises NotFound: if it is no contact of the actor's, or they have no such case or service
    :raises TransitionNotAllowed: if the contact is finished
    :raises NotPermitted: if the actor may not open cases in the council of the contact, or writes
        down a postal address without being allowed to change records of people
    :raises Conflict: if the council takes no complaint about the case now
    """
    contact = own_contact(actor, contact_id, allow_finished=True)
    known = complaint_of_page(contact.pk, key)
    if known is not None:
        return known
    contact = own_contact(actor, contact_id)
    council_id = contact.council_id
    require(policies.can_take_complaint(actor, council_id))
    about = _about(actor, contact, complaint, now)
    service = service_type_of(council_id, complaint.service) if about is None else None
    _say_who(actor, contact, complaint, now)
    taken = open_case(
        actor=actor,
        council_id=council_id,
        service_type=service_for_complaints(
            council_id, about.service_type_id if about else service.id if service else None
        ),
        kind=CaseKind.COMPLAINT.value,
        about_case_id=about.pk if about else None,
        person_id=contact.person_id,
        channel=contact.channel,
        summary=complaint.text,
        details=list(_details(complaint, service)),
        submission_key=_submission_key(contact.pk, key),
        language=complaint.language,
        interaction_id=contact.pk,
        now=now,
    )
    if about is not None:
        _tell_team(about, actor, taken, key, now)
    slug = about.service_type.slug if about else complaint.service
    note_deed(
        actor=actor, contact_id=contact.pk, deed=Deed.COMPLAINT, case_id=taken.pk, service=slug,
        now=now,
    )  # fmt: skip
    audit.record(
        actor=actor,
        verb="complaint.taken",
        subject=taken,
        now=now,
        detail={"service": slug, "about": str(about.reference) if about else ""},
    )
    return taken


def complaint_of_page(contact_id: UUID, key: str) -> Case | None:
    """Return the complaint that a page with this key opened in a contact, if it did."""
    wanted = Case.objects.filter(
        kind=CaseKind.COMPLAINT, submission_key=_submission_key(contact_id, key)
    )
    return wanted.first() if key else None


def may_be_complained_of(case: CaseRow, *, now: datetime) -> bool:
    """Tell whether the council takes complaints about such a case now; remembered for a moment."""
    guidance = guidance_for(
        case.council_id,
        service_id=case.service_id,
        kind=case.kind,
        status=case.status,
        language="en",
    )
    return Act.COMPLAIN in guidance.possible(case.status, closed_at=case.closed_at, now=now)


def _submission_key(contact_id: UUID, key: str) -> str:
    return f"complaint-taken:{contact_id}:{key}"


def _about(actor: Actor, contact: Interaction, complaint: Complaint, now: datetime) -> Case | None:
    """Return the case of theirs that they complain about; whose it is, is theirs alone to say."""
    if complaint.about_case_id is None:
        return None
    require(policies.can_view_case(actor, contact.council_id))
    about = locked_case(complaint.about_case_id)
    if (about.council_id, about.person_id) != (contact.council_id, contact.person_id):
        raise NotFound("They have no such case.")
    require_act(about, Act.COMPLAIN, now)
    return about


def _say_who(actor: Actor, contact: Interaction, complaint: Complaint, now: datetime) -> None:
    """Give the contact its person, where whoever is in touch had no record and says who it is."""
    them = complaint.complainant
    if contact.person_id is not None or them is None:
        return
    if not them.can_be_reached:
        raise Conflict("Whoever says who they are can be reached, too.")
    person = record_person(
        actor=actor,
        council_id=contact.council_id,
        name=them.name,
        email=them.email,
        phone=them.phone,
        language=complaint.language,
        now=now,
    )
    if them.address.strip():
        add_contact_point(
            actor=actor, person_id=person.pk, kind=ContactKind.POST, value=them.address, now=now
        )
    set_person(actor=actor, contact_id=contact.pk, person_id=person.pk, now=now)
    contact.person_id = person.pk


def _tell_team(about: Case, actor: Actor, taken: Case, key: str, now: datetime) -> None:
    """Write it on the case that it is about, with the sign that its resident did something."""
    about.updated_at = about.resident_acted_at = now
    about.save(update_fields=["updated_at", "resident_acted_at"])
    written = entry(
        about, actor, EntryKind.COMPLAINT, now, is_public=True, text=str(taken.reference),
        source_key=key_of(key),
    )  # fmt: skip
    TimelineEntry.objects.bulk_create([written])
    outbox.publish(
        ResidentActed(
            council_id=about.council_id,
            case_id=about.pk,
            timeline_entry_id=written.pk,
            act=Act.COMPLAIN.value,
            occurred_at=now,
        )
    )


def _details(complaint: Complaint, service: ServiceTypeRow | None) -> Iterator[CaseDetail]:
    """Yield what was said, each in both languages."""
    if service is not None:
        yield _detail(ABOUT_SERVICE, gettext_noop("Which service"), service.name, code=service.slug)
    yield _detail("complaint.text", gettext_noop("What happened"), complaint.text)
    if complaint.wanted.strip():
        yield _detail("complaint.wanted", gettext_noop("What they want"), complaint.wanted)
    if complaint.wish:
        wish = Wish(complaint.wish)
        yield _detail(
            WISH, gettext_noop("How they wish to be answered"), wish.label, code=wish.value
        )


def _detail(key: str, label: str, value: str | Promise, *, code: str = "") -> CaseDetail:
    labels = {}
    for language in ("en", "cy"):
        with translation.override(language):
            labels[language] = gettext(label)
    with translation.override("en"):
        said = str(value).strip()
    return CaseDetail(key=key, label=labels["en"], label_cy=labels["cy"], value=said, code=code)
