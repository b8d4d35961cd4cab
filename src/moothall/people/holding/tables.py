"""The tables of people's own records, in words for those whom they are about."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.models import AuditEntry
from moothall.people.held_tables import (
    DERIVED,
    MACHINERY,
    NUMBER_OF_ACTOR,
    SECRET,
    SHOWN_ELSEWHERE,
    HeldTable,
    who,
)
from moothall.people.models import (
    AccountChange,
    CommunicationNeeds,
    Consent,
    ContactPoint,
    ContactProof,
    DataDownload,
    DetailChange,
    Erasure,
    ImportedUser,
    Joining,
    KeptWords,
    LinkedAccount,
    Person,
    PostedCode,
    ProvenFact,
    RecordAccess,
    Residence,
    ResidentSession,
)
from moothall.people.personal_data import Whose
from moothall.people.role_words import names_of_roles

_OURSELVES = "it is the person themselves"
#: See docs/decisions/protected-persons.md.
_PROTECTED = "whoever reads the copy of a protected person, by force even, must not learn of it"


def _staff_name(row: Any, whose: Whose) -> str:
    return row.staff_name if whose.names_of_staff else _("A member of staff")


def _roles(row: Any, whose: Whose) -> str:
    return ", ".join(names_of_roles(row.roles))


PERSON = HeldTable(
    key="people.person",
    model=Person,
    title=gettext_lazy("You"),
    explanation=gettext_lazy("Your name and language, as you or our staff wrote them down."),
    columns={
        "name": gettext_lazy("Name"),
        "language": gettext_lazy("Language"),
        "born_on": gettext_lazy("Date of birth"),
        "created_at": gettext_lazy("Known since"),
    },
    left_out={
        "normalised_name": DERIVED,
        "name_by_surname": DERIVED,
        "sounds_like": DERIVED,
        "merged_into_id": "nobody's record: of one that was merged away its id alone is left",
        "is_protected": _PROTECTED,
        "hides_email": _PROTECTED,
        "hides_phone": _PROTECTED,
        "refuses_joining": _PROTECTED,
    },
)
CONTACT_POINTS = HeldTable(
    key="people.contact-points",
    model=ContactPoint,
    title=gettext_lazy("How to reach you"),
    explanation=gettext_lazy("So that we can answer you and tell you how your requests go."),
    columns={
        "kind": gettext_lazy("Kind"),
        "value": gettext_lazy("Address or number"),
        "given_by": gettext_lazy("Given by"),
        "created_at": gettext_lazy("Since"),
    },
    left_out={"person_id": _OURSELVES, "normalised": DERIVED, "found_by_name": DERIVED},
)
DETAIL_CHANGES = HeldTable(
    key="people.detail-changes",
    model=DetailChange,
    title=gettext_lazy("Changes of your details"),
    explanation=gettext_lazy("So that a wrong change can be found and put right."),
    columns={
        "changed_at": gettext_lazy("When"),
        "detail": gettext_lazy("What"),
        "before": gettext_lazy("Before"),
        "after": gettext_lazy("After"),
        "actor_name": gettext_lazy("Changed by"),
    },
    left_out={
        "person_id": _OURSELVES,
        "actor_kind": NUMBER_OF_ACTOR,
        "actor_identifier": NUMBER_OF_ACTOR,
    },
    shown={"actor_name": who("actor")},
)
CONTACT_PROOFS = HeldTable(
    key="people.contact-proofs",
    model=ContactProof,
    title=gettext_lazy("New addresses and numbers to prove"),
    explanation=gettext_lazy("Where we sent a code, to see whether an address or number is yours."),
    columns={
        "asked_at": gettext_lazy("When"),
        "kind": gettext_lazy("Kind"),
        "value": gettext_lazy("New address or number"),
        "replaces": gettext_lazy("In place of"),
        "tries": gettext_lazy("Codes typed"),
        "settled_at": gettext_lazy("Done"),
    },
    left_out={"person_id": _OURSELVES, "code_digest": SECRET},
)
PROVEN_FACTS = HeldTable(
    key="people.proven-facts",
    model=ProvenFact,
    title=gettext_lazy("What was proven about you"),
    explanation=gettext_lazy("Kept because you chose it, so that you need not prove it again."),
    columns={
        "fact": gettext_lazy("What"),
        "value": gettext_lazy("As it was proven"),
        "source": gettext_lazy("Who proved it"),
        "level": gettext_lazy("Level of identity"),
        "proven_at": gettext_lazy("When it was proven"),
        "kept_at": gettext_lazy("When you let us keep it"),
    },
    left_out={"person_id": _OURSELVES},
)
JOININGS = HeldTable(
    key="people.joinings",
    model=Joining,
    title=gettext_lazy("Your account with us"),
    explanation=gettext_lazy("From when until when you joined your account to our records."),
    columns={"joined_at": gettext_lazy("Joined"), "ended_at": gettext_lazy("Left")},
    left_out={"account_id": SHOWN_ELSEWHERE, "person_id": _OURSELVES},
)
SESSIONS = HeldTable(
    key="people.sessions",
    model=ResidentSession,
    title=gettext_lazy("When you were signed in here"),
    explanation=gettext_lazy("To keep your account safe."),
    columns={
        "began_at": gettext_lazy("Began"),
        "last_seen_at": gettext_lazy("Last used"),
        "ended_at": gettext_lazy("Ended"),
        "authenticated_at": gettext_lazy("When you proved who you are"),
        "methods": gettext_lazy("How you proved it"),
        "strength": gettext_lazy("How strongly (1 or 2)"),
        "identity": gettext_lazy("Level of identity"),
        "subject": gettext_lazy("Your name at this website, made up for it alone"),
    },
    left_out={
        "secret_digest": SECRET,
        "account_id": SHOWN_ELSEWHERE,
        "grant_id": SHOWN_ELSEWHERE,
        "membership_id": SHOWN_ELSEWHERE,
        "sign_in": MACHINERY,
    },
)
KEPT_WORDS = HeldTable(
    key="people.kept-words",
    model=KeptWords,
    title=gettext_lazy("What you wrote and have not sent"),
    explanation=gettext_lazy("You were signed out while you wrote, so it waits for you."),
    columns={
        "path": gettext_lazy("Page"),
        "words": gettext_lazy("Words"),
        "had_files": gettext_lazy("With photos or documents"),
        "kept_at": gettext_lazy("When"),
    },
    left_out={"account_id": SHOWN_ELSEWHERE},
)
IMPORTED_USERS = HeldTable(
    key="people.earlier-accounts",
    model=ImportedUser,
    title=gettext_lazy("Your accounts at older websites"),
    explanation=gettext_lazy("So that those websites know you when you come with your account."),
    columns={
        "site": gettext_lazy("Website"),
        "external_id": gettext_lazy("Your number there"),
        "email": gettext_lazy("Email"),
        "name": gettext_lazy("Name"),
        "state": gettext_lazy("What became of it"),
        "answered_at": gettext_lazy("When you said whether it is yours"),
        "imported_at": gettext_lazy("Since"),
    },
    left_out={
        "account_id": SHOWN_ELSEWHERE,
        "site_key": DERIVED,
        "normalised_name": DERIVED,
        "same_as_id": MACHINERY,
    },
)
CONSENTS = HeldTable(
    key="people.consents",
    model=Consent,
    title=gettext_lazy("What you agreed to"),
    explanation=gettext_lazy("So that we use your information only as you agreed."),
    columns={
        "purpose": gettext_lazy("What for"),
        "wording_version": gettext_lazy("Version of the words"),
        "given_at": gettext_lazy("Agreed"),
        "given_how": gettext_lazy("How"),
        "withdrawn_at": gettext_lazy("Taken back"),
        "withdrawn_how": gettext_lazy("How it was taken back"),
    },
    left_out={"person_id": _OURSELVES},
)
ACCESSES = HeldTable(
    key="people.record-accesses",
    model=RecordAccess,
    title=gettext_lazy("Who looked at your record"),
    explanation=gettext_lazy(
        "Each member of staff is written down once an hour, so that nobody looks without a reason."
    ),
    columns={
        "looked_at": gettext_lazy("When"),
        "staff_name": gettext_lazy("Who"),
        "roles": gettext_lazy("Role"),
        "what": gettext_lazy("What they opened"),
        "reason": gettext_lazy("Reason given"),
    },
    left_out={
        "person_id": _OURSELVES,
        "staff_identifier": NUMBER_OF_ACTOR,
        "hour": "the moment beside it says more",
        "is_covert": "a covert look is not shown at all",
    },
    shown={"staff_name": _staff_name, "roles": _roles},
)
DOWNLOADS = HeldTable(
    key="people.downloads",
    model=DataDownload,
    title=gettext_lazy("Copies like this one"),
    explanation=gettext_lazy("When you asked for a copy of what we hold about you."),
    columns={
        "asked_at": gettext_lazy("Asked"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("What became of it"),
        "ready_at": gettext_lazy("Ready"),
        "expires_at": gettext_lazy("Kept until"),
        "fetched_at": gettext_lazy("Fetched"),
        "size": gettext_lazy("Size in bytes"),
    },
    left_out={"person_id": _OURSELVES, "storage_key": MACHINERY},
)
ERASURES = HeldTable(
    key="people.erasures",
    model=Erasure,
    title=gettext_lazy("When you asked us to erase"),
    explanation=gettext_lazy("So that we do it, and can show that we did."),
    columns={
        "asked_at": gettext_lazy("Asked"),
        "language": gettext_lazy("Language"),
        "due_at": gettext_lazy("To be done"),
        "undone_at": gettext_lazy("Taken back"),
        "erased_at": gettext_lazy("Begun"),
        "finished_at": gettext_lazy("Finished"),
        "counts": gettext_lazy("How many of what"),
    },
    left_out={"person_id": _OURSELVES, "account_id": SHOWN_ELSEWHERE, "review_at": MACHINERY},
)
NEEDS = HeldTable(
    key="people.needs",
    model=CommunicationNeeds,
    title=gettext_lazy("How you want to be written to"),
    explanation=gettext_lazy("So that you can read what we send you."),
    columns={
        "language": gettext_lazy("Language"),
        "formats": gettext_lazy("Formats"),
        "interpreter": gettext_lazy("Interpreter"),
        "interpreter_language": gettext_lazy("Language of the interpreter"),
        "changed_at": gettext_lazy("Last changed"),
    },
    left_out={"person_id": _OURSELVES},
)
RESIDENCES = HeldTable(
    key="people.residences",
    model=Residence,
    title=gettext_lazy("Where you live"),
    explanation=gettext_lazy("As you told us, so that we can show you what is there."),
    columns={
        "uprn": gettext_lazy("Number of the property (UPRN)"),
        "moved_in_on": gettext_lazy("Moved in"),
        "moved_out_on": gettext_lazy("Moved out"),
        "given_by": gettext_lazy("Given by"),
        "created_at": gettext_lazy("Since"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={"person_id": _OURSELVES},
)
LINKED_ACCOUNTS = HeldTable(
    key="people.linked-accounts",
    model=LinkedAccount,
    title=gettext_lazy("Accounts you linked"),
    explanation=gettext_lazy(
        "Accounts that our other systems keep. What they hold is not copied here."
    ),
    columns={
        "kind": gettext_lazy("Kind"),
        "supplier": gettext_lazy("System"),
        "reference": gettext_lazy("Reference"),
        "party": gettext_lazy("What it calls you"),
        "relationship": gettext_lazy("What you are to it"),
        "strength": gettext_lazy("How you proved it"),
        "linked_at": gettext_lazy("Linked"),
        "ended_at": gettext_lazy("Ended"),
        "ended_because": gettext_lazy("Why it ended"),
    },
    left_out={"person_id": _OURSELVES},
)
POSTED_CODES = HeldTable(
    key="people.posted-codes",
    model=PostedCode,
    title=gettext_lazy("Codes that you asked for by post"),
    explanation=gettext_lazy("To see whether an account is yours."),
    columns={
        "kind": gettext_lazy("Kind"),
        "reference": gettext_lazy("Reference"),
        "said": gettext_lazy("What you told us of it"),
        "language": gettext_lazy("Language"),
        "asked_at": gettext_lazy("Asked"),
        "expires_at": gettext_lazy("Kept until"),
        "tries": gettext_lazy("Codes typed"),
        "used_at": gettext_lazy("Used"),
    },
    left_out={
        "person_id": _OURSELVES,
        "party": "would tell, before it is proven, that such an account exists",
        "relationship": "would tell, before it is proven, that such an account exists",
        "settled_at": "would tell, before it is proven, that such an account exists",
        "digest": SECRET,
    },
)
ACCOUNT_CHANGES = HeldTable(
    key="people.account-changes",
    model=AccountChange,
    title=gettext_lazy("Changes you asked for on linked accounts"),
    explanation=gettext_lazy(
        "What you asked our other systems to change, and how far it has come."
    ),
    columns={
        "linked_account_id": gettext_lazy("Account"),
        "kind": gettext_lazy("Kind"),
        "state": gettext_lazy("What became of it"),
        "problem": gettext_lazy("What went wrong"),
        "system_reference": gettext_lazy("Their reference"),
        "asked_at": gettext_lazy("Asked"),
        "settled_at": gettext_lazy("Settled"),
    },
    left_out={
        "sealed": "encrypted, and forgotten once it is done; a bank account is not sent by a copy",
        "attempts": MACHINERY,
    },
    shown={"linked_account_id": lambda row, whose: row.linked_account.reference},
)
AUDIT = HeldTable(
    key="kernel.audit",
    model=AuditEntry,
    title=gettext_lazy("Who did what"),
    explanation=gettext_lazy(
        "A line for each thing that was done with your record and your requests, so that it can "
        "be shown later."
    ),
    columns={
        "occurred_at": gettext_lazy("When"),
        "actor_name": gettext_lazy("Who"),
        "verb": gettext_lazy("Did what"),
        "subject_type": gettext_lazy("To what kind of thing"),
        "subject_id": gettext_lazy("Its number"),
        "on_behalf_of": gettext_lazy("On behalf of"),
        "reason": gettext_lazy("Reason given"),
        "detail": gettext_lazy("More"),
    },
    left_out={"actor_kind": NUMBER_OF_ACTOR, "actor_identifier": NUMBER_OF_ACTOR},
    shown={"actor_name": who("actor")},
)
