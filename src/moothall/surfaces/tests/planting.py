"""A protected person of Northvale, whose address is in everything that is kept of them."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from moothall.cases.actions import add_note, log_interaction
from moothall.cases.models import Attachment
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.tests.factories import case_of
from moothall.connectors.models import Delivery
from moothall.documents.models import StoredFile
from moothall.eforms.models import Draft, Signing, Submission
from moothall.eforms.queries import digest_of
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.notifications.models import Message
from moothall.people import actions
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind, Residence
from moothall.people.tests.granting import actor_of_person
from moothall.places.models import Address

STREET, POSTCODE, LATITUDE = "77 Zebedee Hollow", "QX7 7ZZ", 51.7654321
EMAIL, PHONE = "hidden.one@refuge.test", "01632 960777"
MARKS = ("zebedee", "qx77zz", "qx7 7zz", "51.7654", "hidden.one", "960777", "1632960777")
ADDRESS = f"{STREET}, Northvale {POSTCODE}"
UPRN = 977
SECRET, OPEN, TOKEN = "secret-of-the-draft", "secret-of-an-open-draft", "token-of-the-signer"
FORM = document(
    page("home", question("home-address", "text")),
    page("contact", question("name", "name", name="person.name"), title={"en": "You", "cy": "Chi"}),
)  # fmt: skip

#: Somebody else signs it; the answers are of every sort that may say where somebody lives.
TO_SIGN = document(
    page(
        "home", question("home-address", "text"), question("mail", "email", name="person.email"),
        question("phone", "phone", name="person.phone"), question("more", "textarea"),
        question("lives-alone", "yes_no"), question("name", "name", name="person.name"),
    ),
    page("signer", question("who", "name"), question("whither", "email")),
    slug="to-sign",
    needs={"signature": {"name": "who", "email": "whither", "days": 10,
                         "statement": {"en": "I agree.", "cy": "Cytunaf."}}},
)  # fmt: skip
SIGNABLE = {
    "home-address": ADDRESS, "mail": EMAIL, "phone": PHONE, "more": f"The flat at {STREET}",
    "lives-alone": "yes", "name": "Rhian Evans", "who": "Ben Signer", "whither": "ben@sign.test",
}  # fmt: skip


class Planted:
    """A protected person of Northvale, whose address is in everything that is kept of them."""

    def __init__(self, council, person, now):
        self.council, self.person, self.now = council, person, now
        staff, agent = system("tests"), {"actor": system("tests"), "council_id": council.id}
        for kind, value in (
            (ContactKind.POST, ADDRESS), (ContactKind.EMAIL, EMAIL), (ContactKind.PHONE, PHONE),
        ):  # fmt: skip
            add_contact_point(actor=staff, person_id=person.pk, kind=kind, value=value, now=now)
        self.case = case_of(
            council, now, person_id=person.pk, service_type="street-fault",
            summary=f"Broken light at {STREET}",
            details=[CaseDetail(key="where", label="Where", value=ADDRESS)],
            location=CaseLocation(description=ADDRESS, latitude=LATITUDE, longitude=-3.2),
        )  # fmt: skip
        add_note(
            actor=staff, case_id=self.case.pk, text=f"Lives at {STREET}", is_public=True, now=now
        )
        log_interaction(
            **agent, person_id=person.pk, case_id=self.case.pk, channel="phone",
            summary=f"Calls from {STREET}", now=now,
        )  # fmt: skip
        self.file = StoredFile.objects.create(
            council_id=council.id, key=default_storage.save("x", ContentFile(STREET.encode())),
            original_name=f"{STREET}.txt", content_type="text/plain", size=17, digest="x",
            purpose="evidence", created_at=now,
        )  # fmt: skip
        Attachment.objects.create(
            council_id=council.id, case=self.case, file=self.file, added_at=now
        )
        publish(council, FORM, now)
        publish(council, TO_SIGN, now)
        self.submission = self._submission()
        self.open_draft = self._draft("to-sign", OPEN, SIGNABLE)
        self.signing = self._signing()
        self.draft = self._draft_in_account()
        self.delivery = Delivery.objects.create(
            council_id=council.id, case=self.case, submission=self.submission, state="unrouted",
            problem=f"No crew for {STREET}",
            created_at=now,
        )  # fmt: skip
        Address.objects.create(
            uprn=UPRN, custodian_code=9991, logical_status=1, is_offered=True, line=ADDRESS,
            easting=323100, northing=289050, latitude=LATITUDE, longitude=-3.2,
        )  # fmt: skip
        Residence.objects.create(
            council_id=council.id, person=person, uprn=UPRN, given_by="staff", created_at=now
        )
        self.letter = Message.objects.create(
            council_id=council.id, template="cases.opened", channel="post", language="en",
            recipient=f"Rhian Evans\n{ADDRESS}", subject="Your report", body=f"Light at {STREET}",
            person_id=person.pk, for_team=True, dedupe_key="planted letter",
            about_type="cases.case", about_id=self.case.pk, state="to_post", queued_at=now,
        )  # fmt: skip

    def _draft(self, form, secret, answers, **more):
        """A form that some employee fills in, or filled in, for the person."""
        from moothall.eforms.actions import start_draft

        draft, _ = start_draft(
            actor=system("tests"), council_id=self.council.id, form=form, language="en",
            channel="phone", subject_id=self.person.pk, secret=secret, now=self.now,
        )  # fmt: skip
        Draft.objects.filter(pk=draft.pk).update(
            answers=answers, typed={"home": {"home-address": [ADDRESS]}}, actor_kind="staff",
            actor_identifier="0", **more,
        )  # fmt: skip
        return draft

    def _signing(self):
        draft = self._draft("to-sign", "secret-of-what-waits", SIGNABLE, frozen_at=self.now)
        return Signing.objects.create(
            council_id=self.council.id, draft_id=draft.pk, name="Ben Signer",
            email="ben@sign.test", language="en", secret_digest=digest_of(TOKEN),
            asked_at=self.now, sent_at=self.now, due_at=self.now + timedelta(days=10),
            actor_kind="staff",
        )  # fmt: skip

    def _submission(self):
        from moothall.eforms.queries import form_of

        answers = {"home-address": ADDRESS, "name": "Rhian Evans"}
        draft = self._draft("trial", SECRET, answers, submitted_at=self.now)
        return Submission.objects.create(
            council_id=self.council.id, draft_id=draft.pk, case=self.case,
            version_id=form_of(self.council.id, "trial").version_id,
            reference=self.case.reference, person_id=self.person.pk, answers=answers, confirmed={},
            language="en", channel="phone", actor_kind="staff", actor_identifier="1",
            actor_name="Bob", receipt_id=self.file.pk, accepted_at=self.now,
        )  # fmt: skip

    def _draft_in_account(self):
        from moothall.eforms.actions import start_draft_in_account

        draft, _ = start_draft_in_account(
            actor=actor_of_person(self.person), council_id=self.council.id, form="trial",
            person_id=self.person.pk, facts={}, proven={}, language="en", now=self.now,
        )  # fmt: skip
        Draft.objects.filter(pk=draft.pk).update(answers={"home-address": ADDRESS})
        return draft

    @property
    def known(self):
        """What the walk fills addresses in with, by the parameter's name."""
        return {
            "reference": self.case.reference, "person_id": self.person.pk,
            "council": self.council.slug, "form": "trial", "secret": SECRET, "page": "home",
            "file_id": self.file.pk, "delivery_id": self.delivery.pk, "number": 1,
            "question": "home-address", "format": "json", "id": self.case.reference,
            "message_id": self.letter.pk, "token": TOKEN, "draft": self.draft.pk,
        }  # fmt: skip

    @property
    def known_of_open_draft(self):
        """The same for the form that staff are filling in."""
        return {**self.known, "form": "to-sign", "secret": OPEN}


def leaks_in(response):
    if response.status_code >= 500:
        raise AssertionError(f"{response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    said = body.decode(errors="replace").lower() + response.headers.get("Location", "").lower()
    said += response.headers.get("Content-Disposition", "").lower()
    return [mark for mark in MARKS if mark in said]


def supervisor(council, name="sara"):
    from moothall.people.models import Role, StaffUser

    user = StaffUser.objects.create_user(f"{name}@northvale.test", name=name.title())
    actions.give_role(
        actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=council.id,
        now=clock.now(),
    )  # fmt: skip
    return user
