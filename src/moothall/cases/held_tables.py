"""The tables of cases, in words for those whom they are about."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy

from moothall.cases.models import (
    AccountInvitation,
    Attachment,
    Call,
    Case,
    CaseQuestion,
    CaseRating,
    ComplaintStep,
    Interaction,
    TimelineEntry,
)
from moothall.kernel.actors import ActorKind
from moothall.people.held_tables import (
    DERIVED,
    MACHINERY,
    NUMBER_OF_ACTOR,
    HeldTable,
    who,
    who_in_words,
)
from moothall.people.personal_data import Whose


def _service(row: Case, whose: Whose) -> str:
    welsh = row.service_type.name_cy if get_language() == "cy" else ""
    return welsh or row.service_type.name


def _reference(row: Any, whose: Whose) -> str:
    return row.case.reference if row.case_id else ""


def _service_of_touch(row: Interaction, whose: Whose) -> str:
    if row.service_type is None:
        return ""
    welsh = row.service_type.name_cy if get_language() == "cy" else ""
    return welsh or row.service_type.name


def _about(row: Case, whose: Whose) -> str:
    return str(row.about_case.reference) if row.about_case is not None else ""


def _answered_by(row: ComplaintStep, whose: Whose) -> str:
    if row.answered_at is None:
        return ""
    return who_in_words(ActorKind.STAFF, "", row.answered_by_name, whose)


CASES = HeldTable(
    key="cases.cases",
    model=Case,
    title=gettext_lazy("Your requests"),
    explanation=gettext_lazy("What you asked us for, or somebody asked for you, and how it went."),
    columns={
        "reference": gettext_lazy("Reference"),
        "service_type_id": gettext_lazy("About"),
        "kind": gettext_lazy("Kind"),
        "status": gettext_lazy("Status"),
        "summary": gettext_lazy("In one line"),
        "details": gettext_lazy("What we were told"),
        "outcome": gettext_lazy("What came of it"),
        "channel": gettext_lazy("How it came"),
        "language": gettext_lazy("Language"),
        "priority": gettext_lazy("How pressing"),
        "category": gettext_lazy("Category"),
        "ward": gettext_lazy("Ward"),
        "place": gettext_lazy("Place"),
        "postcode": gettext_lazy("Postcode"),
        "uprn": gettext_lazy("Number of the property (UPRN)"),
        "usrn": gettext_lazy("Number of the street (USRN)"),
        "easting": gettext_lazy("Easting"),
        "northing": gettext_lazy("Northing"),
        "latitude": gettext_lazy("Latitude"),
        "longitude": gettext_lazy("Longitude"),
        "team_id": gettext_lazy("Team"),
        "opened_by_name": gettext_lazy("Opened by"),
        "about_case_id": gettext_lazy("Request that it is about"),
        "resident_acted_at": gettext_lazy("What you did last, not yet read by the team"),
        "resident_seen_at": gettext_lazy("When you last looked at it"),
        "created_at": gettext_lazy("Opened"),
        "updated_at": gettext_lazy("Last changed"),
        "response_due_at": gettext_lazy("Answer promised by"),
        "first_response_at": gettext_lazy("First answered"),
        "resolution_due_at": gettext_lazy("End promised by"),
        "closed_at": gettext_lazy("Closed"),
        "paused_at": gettext_lazy("Waiting for you since"),
        "paused_for": gettext_lazy("Seconds that it waited"),
    },
    left_out={
        "reference_prefix": "a part of the reference",
        "number": "a part of the reference",
        "submission_key": MACHINERY,
        "person_id": "it is the person themselves",
        "holder_id": NUMBER_OF_ACTOR,
        "opened_by_kind": NUMBER_OF_ACTOR,
        "opened_by_identifier": NUMBER_OF_ACTOR,
        "comparable_place": DERIVED,
        "calendar_number": "by which calendar the two promises were counted",
        "next_due_at": "one of the two promises",
    },
    shown={
        "service_type_id": _service,
        "team_id": lambda row, whose: row.team.name,
        "opened_by_name": who("opened_by"),
        "about_case_id": _about,
    },
)
INTERACTIONS = HeldTable(
    key="cases.interactions",
    model=Interaction,
    title=gettext_lazy("When you were in touch"),
    explanation=gettext_lazy("Calls, visits, letters and messages, as they were written down."),
    columns={
        "happened_at": gettext_lazy("When"),
        "channel": gettext_lazy("How"),
        "direction": gettext_lazy("Who contacted whom"),
        "summary": gettext_lazy("What about"),
        "case_id": gettext_lazy("Request"),
        "logged_by_name": gettext_lazy("Written down by"),
        "service_type_id": gettext_lazy("About"),
        "outcome": gettext_lazy("What came of it"),
        "avoidable_reason": gettext_lazy("Whether it need have been"),
        "began_at": gettext_lazy("Began"),
        "ended_at": gettext_lazy("Ended"),
        "handling_seconds": gettext_lazy("Seconds that it took"),
        "verified_level": gettext_lazy("How sure we were who you are"),
    },
    left_out={
        "person_id": "it is the person themselves",
        "logged_by_kind": NUMBER_OF_ACTOR,
        "logged_by_identifier": NUMBER_OF_ACTOR,
        "finished_at": "when the employee had written it down",
        "wrap_up_seconds": "how long the employee took to write it down",
        "done": "steps by identifiers, which stand in what they made",
    },
    shown={
        "case_id": _reference,
        "logged_by_name": who("logged_by"),
        "service_type_id": _service_of_touch,
    },
)
INVITATIONS = HeldTable(
    key="cases.account-invitations",
    model=AccountInvitation,
    title=gettext_lazy("Links to open your account"),
    explanation=gettext_lazy("Links that we sent you while we spoke."),
    columns={
        "sent_at": gettext_lazy("Sent"),
        "channel": gettext_lazy("How"),
        "opened_at": gettext_lazy("Followed"),
        "expires_at": gettext_lazy("Works until"),
    },
    left_out={
        "person_id": "it is the person themselves",
        "interaction_id": "it is one of the touches",
    },
)
CALLS = HeldTable(
    key="cases.calls",
    model=Call,
    title=gettext_lazy("Your calls"),
    explanation=gettext_lazy("What our telephone system told us of calls that were yours."),
    columns={
        "rang_at": gettext_lazy("Rang"),
        "answered_at": gettext_lazy("Answered"),
        "ended_at": gettext_lazy("Ended"),
        "direction": gettext_lazy("Who rang whom"),
        "from_number": gettext_lazy("From"),
        "to_number": gettext_lazy("To"),
        "queue": gettext_lazy("Queue"),
        "cause": gettext_lazy("How it ended"),
    },
    left_out={
        "interaction_id": "it is one of the touches",
        "centre": MACHINERY,
        "call_id": MACHINERY,
        "line_id": "says what its number and queue say",
        "extensions": "telephones of employees",
        "extension": "the telephone of an employee",
        "agent_id": "who wrote the touch down",
        "taken_at": DERIVED,
        "first_told_at": MACHINERY,
    },
)
TIMELINE = HeldTable(
    key="cases.timeline",
    model=TimelineEntry,
    title=gettext_lazy("What happened to your requests"),
    explanation=gettext_lazy("Every step, with what staff wrote, also to each other."),
    columns={
        "case_id": gettext_lazy("Request"),
        "happened_at": gettext_lazy("When"),
        "kind": gettext_lazy("What"),
        "status_from": gettext_lazy("Status before"),
        "status_to": gettext_lazy("Status after"),
        "text": gettext_lazy("Words"),
        "is_public": gettext_lazy("Shown to you at the time"),
        "source": gettext_lazy("Whose word it is"),
        "source_key": gettext_lazy("Its number in another system"),
        "actor_name": gettext_lazy("Who"),
    },
    left_out={
        "actor_kind": NUMBER_OF_ACTOR,
        "actor_identifier": NUMBER_OF_ACTOR,
        "texts": "the words without the names that stand in them",
    },
    shown={"case_id": _reference, "actor_name": who("actor")},
)
ATTACHMENTS = HeldTable(
    key="cases.attachments",
    model=Attachment,
    title=gettext_lazy("Files of your requests"),
    explanation=gettext_lazy("Files that came with your requests or were added to them."),
    columns={
        "case_id": gettext_lazy("Request"),
        "file_id": gettext_lazy("File"),
        "is_public": gettext_lazy("Shown to you"),
        "added_at": gettext_lazy("Added"),
        "added_by_name": gettext_lazy("Added by"),
    },
    left_out={"added_by_kind": NUMBER_OF_ACTOR},
    shown={
        "case_id": _reference,
        "file_id": lambda row, whose: row.file.original_name,
        "added_by_name": who("added_by"),
    },
)
QUESTIONS = HeldTable(
    key="cases.questions",
    model=CaseQuestion,
    title=gettext_lazy("What teams asked you"),
    explanation=gettext_lazy("Questions about your requests, and what you answered."),
    columns={
        "case_id": gettext_lazy("Request"),
        "text": gettext_lazy("Question"),
        "wants_file": gettext_lazy("A photo or document is needed"),
        "due_on": gettext_lazy("Answer wanted by"),
        "asked_at": gettext_lazy("Asked"),
        "asked_by_name": gettext_lazy("Asked by"),
        "answer": gettext_lazy("Your answer"),
        "answered_at": gettext_lazy("Answered"),
        "closed_at": gettext_lazy("No longer needed"),
    },
    left_out={"asked_by_kind": NUMBER_OF_ACTOR, "asked_by_identifier": NUMBER_OF_ACTOR},
    shown={"case_id": _reference, "asked_by_name": who("asked_by")},
)
RATINGS = HeldTable(
    key="cases.ratings",
    model=CaseRating,
    title=gettext_lazy("How you said it went"),
    explanation=gettext_lazy("What you told us when a request was done."),
    columns={
        "case_id": gettext_lazy("Request"),
        "score": gettext_lazy("From 1 (very badly) to 5 (very well)"),
        "words": gettext_lazy("Words"),
        "rated_at": gettext_lazy("When"),
    },
    shown={"case_id": _reference},
)
COMPLAINT_STEPS = HeldTable(
    key="cases.complaint-steps",
    model=ComplaintStep,
    title=gettext_lazy("Stages of your complaints"),
    explanation=gettext_lazy("How we dealt with each complaint, and by when we promised what."),
    columns={
        "case_id": gettext_lazy("Complaint"),
        "position": gettext_lazy("Stage"),
        "began_at": gettext_lazy("Began"),
        "acknowledge_by": gettext_lazy("To be acknowledged by"),
        "acknowledged_at": gettext_lazy("Acknowledged"),
        "answer_by": gettext_lazy("To be answered by"),
        "extended_at": gettext_lazy("Put off on"),
        "extension_reason": gettext_lazy("Why it was put off"),
        "answered_at": gettext_lazy("Answered"),
        "answered_by_name": gettext_lazy("Answered by"),
    },
    left_out={
        "stage_id": "its number is shown",
        "asked_by_kind": NUMBER_OF_ACTOR,
        "answered_by_identifier": NUMBER_OF_ACTOR,
    },
    shown={"case_id": _reference, "answered_by_name": _answered_by},
)
