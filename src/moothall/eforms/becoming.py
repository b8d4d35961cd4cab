"""What answers become elsewhere: the details, the place and the summary of a case."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import formats

from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.workflow import Priority
from moothall.eforms.definition import Definition, Question, Repeat
from moothall.eforms.fields import field_types
from moothall.eforms.wording import filled
from moothall.kernel.money import pounds
from moothall.payments.rows import PaymentRow

Answers = Mapping[str, Any]

#: Staff and back offices read cases in English; what a person wrote stays as they wrote it.
OFFICE_LANGUAGE = "en"
#: The detail of a case that says who else signed.
SIGNATURE = "signature"
PAYMENT = "payment"


def fact(definition: Definition, answers: Answers, name: str) -> Any:
    """Return the answer that gives a fact of the data dictionary, or None."""
    question = definition.named(name)
    return None if question is None else answers.get(question.key)


def words_of(question: Question, answer: Any, language: str) -> tuple[str, ...]:
    """Return an answer as a person reads it; nothing for one that was left blank."""
    if answer is None:
        return ()
    if question.repeat is not None:
        return tuple(item_words(question.repeat, item, language) for item in answer)
    return field_types.get(question.type).words(question, answer, language)


def item_words(repeat: Repeat, item: Answers, language: str) -> str:
    """Return one thing of several in the words that the form gives for it."""
    facts = {
        one.key: ", ".join(words_of(one, item.get(one.key), language))
        for one in repeat.page.questions
    }
    return " ".join(filled(repeat.summary.within(language), facts).split())


def case_summary(definition: Definition, answers: Answers) -> str:
    """Return one line that tells staff what it is about."""
    facts = {
        key: ", ".join(words_of(question, answers.get(key), OFFICE_LANGUAGE))
        for key, question in definition.questions.items()
    }
    return " ".join(filled(definition.outcome.summary, facts).split())


def service_of(definition: Definition, known: Answers) -> str:
    """Return the entry of the catalogue under which the case is opened: the first that holds."""
    outcome = definition.outcome
    found = (service for when, service in outcome.service_types if when.holds(known))
    return next(found, outcome.service_type)


def priority_of(definition: Definition, known: Answers) -> str:
    """
    Return how soon the case wants looking at; what a rule gives beside the four is normal.

    Without a rule it is the usual one of the case's type, and nothing is said.
    """
    rule = definition.outcome.priority
    if rule is None:
        return ""
    given = rule.value(known)
    return given if given in Priority.values else Priority.NORMAL.value


def category_of(definition: Definition, known: Answers) -> str:
    """Return the category that a rule gives, or nothing."""
    rule = definition.outcome.category
    given = None if rule is None else rule.value(known)
    return given[:60] if isinstance(given, str) else ""


def sensitive(definition: Definition) -> dict[str, int]:
    """Return the questions whose answers are wiped, with the days after which they are."""
    found = {question.key: question.wipe_after_days for question in definition.questions.values()}
    return {key: days for key, days in found.items() if days is not None}


def sensitive_in(definition: Definition, answers: Answers) -> dict[tuple[str, ...], int]:
    """
    Return where answers are that are wiped, with the days after which they are.

    A place is the question's key; of one that is asked for each of several things it is the key of
    these and its own.
    """
    found: dict[tuple[str, ...], int] = {
        (key,): days for key, days in sensitive(definition).items() if key in answers
    }
    for question in definition.questions.values():
        inner = () if question.repeat is None else question.repeat.page.questions
        for one in inner:
            items = answers.get(question.key) or ()
            if one.wipe_after_days is not None and any(one.key in item for item in items):
                found[question.key, one.key] = one.wipe_after_days
    return found


def to_be_wiped(definition: Definition) -> frozenset[str]:
    """Return the questions that may lose their answer, or a part of it, to the clock."""
    return frozenset(
        question.key
        for question in definition.questions.values()
        if question.wipe_after_days is not None
        or (
            question.repeat is not None
            and any(one.wipe_after_days is not None for one in question.repeat.page.questions)
        )
    )


def without(answers: Answers, places: Collection[tuple[str, ...]]) -> dict[str, Any]:
    """Return answers without those at these places."""
    kept: dict[str, Any] = {}
    for key, answer in answers.items():
        inner = {place[1] for place in places if len(place) > 1 and place[0] == key}
        if (key,) in places:
            continue
        kept[key] = (
            [{name: one for name, one in item.items() if name not in inner} for item in answer]
            if inner
            else answer
        )
    return kept


def confirmed_by(
    definition: Definition, answers: Answers, confirmed: Mapping[str, Any]
) -> dict[str, str | None]:
    """
    Return who vouches for which answer, as a submission keeps it.

    None stands for an answer that the form lets a partner give and that the person typed.
    """
    vouched = {**dict.fromkeys(definition.prefill_token), **confirmed}
    return {
        key: None if one is None else one["by"] for key, one in vouched.items() if key in answers
    }


def case_details(
    definition: Definition, answers: Answers, confirmed: Mapping[str, str | None]
) -> list[CaseDetail]:
    """Return the answers that the case shows, under the names that other systems know."""
    details = []
    for key in definition.outcome.details:
        question, answer = definition.questions[key], answers.get(key)
        if answer is None or question.type == "upload":
            continue
        details.append(
            CaseDetail(
                key=question.name or question.key,
                label=question.called("en"),
                label_cy=question.called("cy"),
                value="\n".join(words_of(question, answer, OFFICE_LANGUAGE)),
                code=_code(question, answer),
                confirmed_by=confirmed.get(key) or "",
                is_unconfirmed=key in confirmed and confirmed[key] is None,
            )
        )
    return details


def signature_detail(signature: Mapping[str, str] | None) -> list[CaseDetail]:
    """Return who else signed, as the case shows it."""
    if signature is None:
        return []
    day = formats.date_format(datetime.fromisoformat(signature["at"]), "j F Y")
    value = f"{signature['name']}, {signature['email']}, {day}"
    return [CaseDetail(key=SIGNATURE, label="Signed by", label_cy="Llofnodwyd gan", value=value)]


def payment_detail(payment: PaymentRow | None) -> list[CaseDetail]:
    """Return what was paid, as the case shows it."""
    if payment is None:
        return []
    value = f"{pounds(payment.amount_pence)}, {payment.reference}"
    return [CaseDetail(key=PAYMENT, label="Paid", label_cy="Talwyd", value=value)]


def case_location(definition: Definition, answers: Answers) -> CaseLocation | None:
    """Return the place that the form is about, as far as the answers tell."""
    question = definition.questions.get(definition.outcome.location)
    answer = None if question is None else answers.get(question.key)
    if question is None or answer is None:
        return None
    return CaseLocation(
        description=", ".join(words_of(question, answer, OFFICE_LANGUAGE))
        if question.type == "address"
        else ", ".join(filter(None, (answer["description"], answer["near"]))),
        easting=answer.get("easting"),
        northing=answer.get("northing"),
        latitude=answer.get("latitude"),
        longitude=answer.get("longitude"),
        uprn=answer.get("uprn"),
        usrn=answer.get("usrn"),
    )


def file_ids(definition: Definition, answers: Answers) -> list[UUID]:
    """Return the files that were handed in, in the order of the questions."""
    return [
        UUID(file["id"])
        for key, question in definition.questions.items()
        if question.type == "upload"
        for file in answers.get(key) or ()
    ]


def _code(question: Question, answer: Any) -> str:
    """Return an answer as programs compare it, where that differs from what is shown."""
    match question.type:
        case "radios" | "select" | "date":
            return str(answer)
        case "checkboxes":
            return ",".join(answer)
        case "address":
            return "" if answer["uprn"] is None else str(answer["uprn"])
        case _:
            return ""
