"""
A submission as others receive it: its document, and its lines for people to read.

Only what mattered is in it, since a submission holds nothing else; what the form marks as
sensitive stays here, but for exports that ask for it. The document's shape is
`docs/eforms/submission.schema.json`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from moothall.councils.queries import council_by_id
from moothall.eforms.becoming import signature_detail, words_of
from moothall.eforms.definition import Definition, Destination, Question
from moothall.eforms.models import Submission
from moothall.eforms.queries import definition_of, number_of_version
from moothall.people import protection

SUBMISSION_SCHEMA_VERSION = 1
LANGUAGE = "en"


def to_hand_over(
    definition: Definition, answers: Mapping[str, Any], *, with_sensitive: bool = False
) -> Iterator[tuple[Question, Any]]:
    """Give the answers that may leave, in the order of the form."""
    for page in definition.pages:
        for question in page.questions:
            if question.key not in answers:
                continue
            if with_sensitive:
                yield question, answers[question.key]
            elif question.wipe_after_days is None:
                yield question, _without_sensitive(question, answers[question.key])


def _without_sensitive(question: Question, answer: Any) -> Any:
    if question.repeat is None or answer is None:
        return answer
    kept = {one.key for one in question.repeat.page.questions if one.wipe_after_days is None}
    return [{key: one[key] for key in one if key in kept} for one in answer]


def withheld_of(submissions: Iterable[Submission]) -> frozenset[UUID]:
    """Return those submissions whose answers nobody gets, to protect their person; one query."""
    known = list(submissions)
    hidden = protection.withheld_among(
        person for one in known for person in (one.person_id, one.subject_id)
    )
    return frozenset(one.pk for one in known if {one.person_id, one.subject_id} & hidden)


def document_of(
    submission: Submission, *, with_sensitive: bool = False, is_withheld: bool | None = None
) -> dict[str, Any]:
    """
    Return a submission as programs receive it; sensitive answers only where they are wanted.

    Of a protected person it holds no answer at all. Whoever asks for many says `is_withheld`.
    """
    if is_withheld is None:
        is_withheld = submission.pk in withheld_of([submission])
    definition = definition_of(submission.version_id)
    council = council_by_id(submission.council_id)
    return {
        "schema_version": SUBMISSION_SCHEMA_VERSION,
        "id": str(submission.pk),
        "reference": submission.reference,
        "council": {"slug": council.slug, "name": council.name},
        "form": {
            "slug": definition.slug,
            "version": number_of_version(submission.version_id),
            "title": definition.title.within(LANGUAGE),
        },
        "accepted_at": submission.accepted_at.isoformat(),
        "language": submission.language,
        "channel": submission.channel,
        "answers": [
            {
                "key": question.key,
                "name": question.name,
                "type": question.type,
                "label": question.called(LANGUAGE),
                "value": answer,
                "text": list(words_of(question, answer, LANGUAGE)),
                **_confirmation(submission, question),
            }
            for question, answer in to_hand_over(
                definition,
                {} if is_withheld else submission.answers,
                with_sensitive=with_sensitive,
            )
        ],
        **({"signature": submission.signature} if submission.signature and not is_withheld else {}),
    }


def _confirmation(submission: Submission, question: Question) -> dict[str, str | None]:
    if question.key not in submission.confirmed:
        return {}
    return {"confirmed_by": submission.confirmed[question.key]}


def lines_of(submission: Submission) -> list[str]:
    """Return the answers as lines for whoever reads a message; what was left blank has none."""
    if submission.pk in withheld_of([submission]):
        return [str(protection.HIDDEN)]
    definition = definition_of(submission.version_id)
    lines = [
        f"{question.called(LANGUAGE)}: {', '.join(words)}"
        for question, answer in to_hand_over(definition, submission.answers)
        if question.is_seen and (words := words_of(question, answer, LANGUAGE))
    ]
    return lines + [f"{one.label}: {one.value}" for one in signature_detail(submission.signature)]


def destinations_of(definition: Definition, answers: Mapping[str, Any]) -> list[Destination]:
    """Return the destinations that these answers choose."""
    known = {**answers, "figures": definition.figure_values}
    return [one for one in definition.outcome.destinations if one.when.holds(known)]
