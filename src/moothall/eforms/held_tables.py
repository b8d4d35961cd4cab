"""The tables of forms, in words for those whom they are about."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from moothall.eforms.models import Draft, HelpedDraft, ReturnLink, Signing, Submission, Upload
from moothall.eforms.queries import definition_of
from moothall.people.held_tables import (
    MACHINERY,
    NUMBER_OF_ACTOR,
    SECRET,
    SHOWN_ELSEWHERE,
    HeldTable,
    who,
)
from moothall.people.personal_data import Whose

_OURSELVES = "it is the person themselves"
#: UK GDPR art 15(4): what is about the co-signer alone is theirs to ask for.
_THE_SIGNERS = "it is about whoever was asked to sign, and is theirs"


def _form(row: Any, whose: Whose) -> str:
    return definition_of(row.version_id).title.within(get_language() or "en")


def _form_of_draft(row: Any, whose: Whose) -> str:
    return _form(row.draft, whose)


def _employee(row: HelpedDraft, whose: Whose) -> str:
    return row.taken_up_by_name if whose.names_of_staff else _("A member of staff")


def _signed_at(row: Submission, whose: Whose) -> str:
    return row.signature["at"] if row.signature else ""


DRAFTS = HeldTable(
    key="eforms.drafts",
    model=Draft,
    title=gettext_lazy("Forms you began"),
    explanation=gettext_lazy("What you have answered so far, and what you sent from it."),
    columns={
        "version_id": gettext_lazy("Form"),
        "started_at": gettext_lazy("Begun"),
        "saved_at": gettext_lazy("Last saved"),
        "answers": gettext_lazy("Answers"),
        "typed": gettext_lazy("Typed and not taken yet"),
        "dropped": gettext_lazy("Answers that a newer form did not take"),
        "confirmed": gettext_lazy("Answers that others vouched for"),
        "language": gettext_lazy("Language"),
        "channel": gettext_lazy("How it came"),
        "actor_name": gettext_lazy("Filled in by"),
        "expires_at": gettext_lazy("Kept until"),
        "frozen_at": gettext_lazy("Waiting since"),
        "frozen_for": gettext_lazy("Waiting for"),
        "submitted_at": gettext_lazy("Sent"),
        "reminded_at": gettext_lazy("Reminded"),
    },
    left_out={
        "secret_digest": SECRET,
        "subject_id": _OURSELVES,
        "interaction_id": SHOWN_ELSEWHERE,
        "actor_kind": NUMBER_OF_ACTOR,
        "actor_identifier": NUMBER_OF_ACTOR,
    },
    shown={"version_id": _form, "actor_name": who("actor")},
)
SUBMISSIONS = HeldTable(
    key="eforms.submissions",
    model=Submission,
    title=gettext_lazy("Forms you sent"),
    explanation=gettext_lazy("What you sent, so that we can do what you asked for."),
    columns={
        "reference": gettext_lazy("Reference"),
        "version_id": gettext_lazy("Form"),
        "accepted_at": gettext_lazy("Sent"),
        "answers": gettext_lazy("Answers"),
        "confirmed": gettext_lazy("Answers that others vouched for"),
        "signature": gettext_lazy("Signed by somebody else"),
        "language": gettext_lazy("Language"),
        "channel": gettext_lazy("How it came"),
        "actor_name": gettext_lazy("Sent by"),
        "removed_at": gettext_lazy("Answers removed"),
    },
    left_out={
        "draft_id": SHOWN_ELSEWHERE,
        "case_id": SHOWN_ELSEWHERE,
        "receipt_id": SHOWN_ELSEWHERE,
        "person_id": _OURSELVES,
        "subject_id": _OURSELVES,
        "actor_kind": NUMBER_OF_ACTOR,
        "actor_identifier": NUMBER_OF_ACTOR,
        "review_at": MACHINERY,
        "is_to_be_wiped": MACHINERY,
    },
    shown={"version_id": _form, "signature": _signed_at, "actor_name": who("actor")},
)
UPLOADS = HeldTable(
    key="eforms.uploads",
    model=Upload,
    title=gettext_lazy("Files you added to forms"),
    explanation=gettext_lazy("They belong to the form they were added to."),
    columns={
        "draft_id": gettext_lazy("Form"),
        "question": gettext_lazy("Question"),
        "file_id": gettext_lazy("File"),
        "kind": gettext_lazy("Kind"),
        "added_at": gettext_lazy("Added"),
    },
    shown={
        "draft_id": _form_of_draft,
        "file_id": lambda row, whose: row.file.original_name,
    },
)
RETURN_LINKS = HeldTable(
    key="eforms.return-links",
    model=ReturnLink,
    title=gettext_lazy("Links back to forms you began"),
    explanation=gettext_lazy("Where we sent a link, so that you can go on."),
    columns={
        "draft_id": gettext_lazy("Form"),
        "email": gettext_lazy("Email"),
        "phone": gettext_lazy("Phone number"),
        "sent_at": gettext_lazy("Sent"),
    },
    left_out={"secret_digest": SECRET},
    shown={"draft_id": _form_of_draft},
)
SIGNINGS = HeldTable(
    key="eforms.signings",
    model=Signing,
    title=gettext_lazy("Signatures you asked others for"),
    explanation=gettext_lazy(
        "Whom you named, when they were asked and what became of it. What they told us is theirs."
    ),
    columns={
        "draft_id": gettext_lazy("Form"),
        "name": gettext_lazy("Name, as you gave it"),
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
        "due_at": gettext_lazy("By when"),
        "sent_at": gettext_lazy("Last sent"),
        "times_sent": gettext_lazy("Times sent"),
        "reminded_at": gettext_lazy("Reminded"),
        "settled_at": gettext_lazy("Settled"),
        "actor_name": gettext_lazy("Asked by"),
    },
    left_out={
        "email": _THE_SIGNERS,
        "language": _THE_SIGNERS,
        "signed_as": _THE_SIGNERS,
        "reason": _THE_SIGNERS,
        "secret_digest": SECRET,
        "actor_kind": NUMBER_OF_ACTOR,
        "actor_identifier": NUMBER_OF_ACTOR,
    },
    shown={"draft_id": _form_of_draft, "actor_name": who("actor")},
)
HELPED_DRAFTS = HeldTable(
    key="eforms.helped-drafts",
    model=HelpedDraft,
    title=gettext_lazy("Forms that our staff went on with for you"),
    explanation=gettext_lazy("So that it can be seen who filled in what."),
    columns={
        "draft_id": gettext_lazy("Form"),
        "taken_up_at": gettext_lazy("When"),
        "taken_up_by_name": gettext_lazy("Who"),
    },
    left_out={
        "help_id": SHOWN_ELSEWHERE,
        "person_id": "it is the person themselves",
        "secret_digest": SECRET,
        "taken_up_by": NUMBER_OF_ACTOR,
    },
    shown={"draft_id": _form_of_draft, "taken_up_by_name": _employee},
)
