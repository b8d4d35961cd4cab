"""Compiling a form's document, found sound by `lint`, into its definition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any

from moothall.eforms.definition import (
    SAVING_DAYS,
    SIGNING_DAYS,
    AtLeastOne,
    CheckUse,
    Condition,
    Confirmation,
    Definition,
    Destination,
    Figure,
    Needs,
    Option,
    Outcome,
    Page,
    PageKind,
    Payment,
    PlanJoined,
    Question,
    Repeat,
    Section,
    Signature,
    Start,
)
from moothall.eforms.logic import compile_rule, names_in
from moothall.eforms.wording import NOTHING, replaced, wording
from moothall.kernel.money import pounds


def compile_definition(document: Mapping[str, Any]) -> Definition:
    """
    Return the definition of a document that `lint.mistakes` found nothing wrong with.

    :raises moothall.eforms.logic.BadRule: if a condition is no rule
    """
    document = _with_signer_apart(_with_figures(document))
    pages = tuple(_page(page) for page in document["pages"])
    start, outcome = document.get("start", {}), document["outcome"]
    confirmation = document["confirmation"]
    return Definition(
        slug=document["slug"],
        title=wording(document["title"]),
        start=Start(
            wording(start.get("introduction")),
            tuple(wording(need) for need in start.get("needs", ())),
            wording(start.get("after")),
        ),
        pages=pages,
        outcome=Outcome(
            outcome["service_type"],
            outcome["summary"],
            tuple(outcome.get("details") or _matters(pages)),
            outcome.get("location", ""),
            tuple(
                (condition(one["when"]), one["service_type"])
                for one in outcome.get("service_types", ())
            ),
            _rule(outcome, "category"),
            _rule(outcome, "priority"),
            tuple(_destination(one) for one in outcome.get("destinations", ())),
        ),
        confirmation=Confirmation(
            wording(confirmation["title"]),
            wording(confirmation["next_steps"]),
            wording(confirmation.get("next_time")),
        ),
        questions={one.key: one for page in pages for one in page.questions},
        about=dict(document.get("about", {})),
        privacy=wording(document.get("privacy")),
        figures=tuple(
            Figure(one["key"], wording(one["label"]), one["as"], one["value"])
            for one in document.get("figures", ())
        ),
        sections=tuple(
            Section(one["key"], wording(one["title"])) for one in document.get("sections", ())
        ),
        declaration=wording(document.get("declaration")),
        prefill_query=tuple(document.get("prefill", {}).get("query", ())),
        prefill_token=tuple(document.get("prefill", {}).get("token", ())),
        saving_days=document.get("saving", {}).get("days", SAVING_DAYS),
        remind_days=document.get("saving", {}).get("remind_days"),
        keeping_days=document.get("keeping", {}).get("days"),
        needs=_needs(document.get("needs", {})),
    )


def _with_signer_apart(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the document in which the signer's mailbox must be another than the person's own."""
    signature = document.get("needs", {}).get("signature")
    if signature is None:
        return document
    own = [
        question["key"]
        for page in document["pages"]
        for question in page.get("questions", ())
        if question.get("name") == "person.email"
    ]

    def told(question: Mapping[str, Any]) -> Mapping[str, Any]:
        if question["key"] != signature["email"]:
            return question
        return {**question, "settings": {**question.get("settings", {}), "not_of": own}}

    pages = [
        {**page, "questions": [told(one) for one in page["questions"]]}
        if "questions" in page
        else page
        for page in document["pages"]
    ]
    return {**document, "pages": pages}


def _with_figures(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the document with its figures in the words that name them, such as {figures.fee}."""
    values = {
        f"figures.{one['key']}": pounds(int(one["value"]))
        if one["as"] == "money"
        else str(one["value"])
        for one in document.get("figures", ())
    }
    filled_in: Mapping[str, Any] = _filled_in(document, values)
    return filled_in


def _filled_in(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return replaced(part, values)
    if isinstance(part, list):
        return [_filled_in(one, values) for one in part]
    if isinstance(part, dict):
        return {key: _filled_in(one, values) for key, one in part.items()}
    return part


def condition(rule: Any) -> Condition:
    """
    Return a condition with its rule compiled.

    :raises moothall.eforms.logic.BadRule: if it is no rule
    """
    if rule is None:
        return Condition()
    names = frozenset(name.split(".")[0] for name in names_in(rule))
    return Condition(rule, compile_rule(rule), names)


def _rule(document: Mapping[str, Any], name: str) -> Condition | None:
    return condition(document[name]) if name in document else None


def _destination(document: Mapping[str, Any]) -> Destination:
    return Destination(
        document["key"],
        document["kind"],
        document.get("team", ""),
        document.get("to", ""),
        document.get("system", ""),
        condition(document.get("when")),
    )


def _needs(document: Mapping[str, Any]) -> Needs:
    payment, signature = document.get("payment"), document.get("signature")
    return Needs(
        payment
        and Payment(
            condition(payment["amount"]),
            wording(payment["for"]),
            condition(payment.get("when")),
            payment.get("fund", ""),
            _plan(payment.get("plan")),
        ),
        signature
        and Signature(
            signature["name"],
            signature["email"],
            wording(signature["statement"]),
            signature.get("days", SIGNING_DAYS),
            condition(signature.get("when")),
        ),
    )


def _plan(document: Mapping[str, Any] | None) -> PlanJoined | None:
    if document is None:
        return None
    return PlanJoined(
        document["key"],
        document["place"],
        document.get("quantity", ""),
        condition(document.get("when")),
    )


def in_order(questions: Sequence[Question]) -> tuple[Question, ...]:
    """
    Return the questions of a page so that each comes after those of the page that it looks at.

    :raises graphlib.CycleError: if two wait for each other
    """
    asked = {one.key: one for one in questions}
    graph = {key: one.looks_at & asked.keys() for key, one in asked.items()}
    return tuple(asked[key] for key in TopologicalSorter(graph).static_order())


def _page(document: Mapping[str, Any]) -> Page:
    questions = tuple(_question(question) for question in document.get("questions", ()))
    page = Page(
        key=document["key"],
        kind=PageKind(document.get("kind", "questions")),
        title=wording(document.get("title")),
        body=wording(document.get("body")),
        show_when=condition(document.get("show_when")),
        questions=questions,
        settling=in_order(questions),
        checks=tuple(
            CheckUse(check["check"], dict(check.get("with", {})))
            for check in document.get("checks", ())
        ),
        at_least_one=tuple(
            AtLeastOne(tuple(rule["of"]), wording(rule.get("message")))
            for rule in document.get("at_least_one", ())
        ),
        section=document.get("section", ""),
    )
    return _repeated(page, document["repeat"]) if page.kind is PageKind.REPEAT else page


def _repeated(page: Page, document: Mapping[str, Any]) -> Page:
    """Return a page with one question, whose answer is the list of things that `page` asks for."""
    several = Question(
        key=page.key,
        type=PageKind.REPEAT.value,
        label=page.title,
        repeat=Repeat(
            one=wording(document["one"]),
            summary=wording(document["summary"]),
            least=document.get("least", 1),
            most=document.get("most", 10),
            page=replace(page, kind=PageKind.QUESTIONS, body=NOTHING, checks=()),
        ),
    )
    return replace(page, questions=(several,), settling=(several,), at_least_one=())


def _question(document: Mapping[str, Any]) -> Question:
    messages = document.get("messages", {})
    return Question(
        key=document["key"],
        type=document["type"],
        label=wording(document["label"]),
        name=document.get("name", ""),
        hint=wording(document.get("hint")),
        short_label=wording(document.get("short_label")),
        is_required=document.get("required", True),
        show_when=condition(document.get("show_when")),
        missing=wording(messages.get("missing")),
        wrong=wording(messages.get("wrong")),
        messages={name: wording(words) for name, words in messages.items()},
        help_title=wording(document.get("help", {}).get("title")),
        help_body=wording(document.get("help", {}).get("body")),
        wipe_after_days=document.get("wipe_after_days"),
        calculate=condition(document["calculate"]) if "calculate" in document else None,
        options=tuple(_options(document.get("options", ()))),
        settings=dict(document.get("settings", {})),
    )


def _options(documents: Sequence[Mapping[str, Any]]) -> Iterator[Option]:
    for one in documents:
        yield Option(
            one["value"], wording(one["label"]), wording(one.get("hint")), one.get("alone", False)
        )


def _matters(pages: tuple[Page, ...]) -> Iterator[str]:
    """Give the questions that are not about who the person is: their own record holds that."""
    for page in pages:
        for question in page.questions:
            if not question.name.startswith("person."):
                yield question.key
