"""What answers decide of a case, what is wiped later, and what a form may not promise yet."""

from datetime import timedelta

import pytest

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.workflow import Priority, Status
from moothall.eforms import lint
from moothall.eforms.actions import wipe_sensitive_answers
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for

IS_GAS = {"==": [{"var": "smell"}, "gas"]}


def _form(**outcome):
    return document(
        page("smell", question("smell", "radios", options=options("gas", "drain"))),
        page("account", question("account", "bank_account", wipe_after_days=30)),
        page("nhs", question("nhs", wipe_after_days=60, name="local.nhs")),
        slug="smell",
        outcome={"service_type": "general-enquiry", "summary": "A smell", **outcome},
    )


def _send(client, council, form, smell="gas"):
    publish(council, form, clock.now())
    browser = Browser(client)
    browser.start("smell")
    browser.post({"smell": smell})
    browser.post(
        {
            "account-name": "Ann Other",
            "account-sort-code": "309430",
            "account-account-number": "12345678",
        }
    )
    browser.post({"nhs": "485 777 3456"})
    browser.post()
    assert browser.page == "done"
    return browser


def _case(council):
    with acting_for(council.id):
        return Case.objects.select_related("service_type").get()


@pytest.mark.parametrize(
    ("smell", "service", "priority", "category"),
    [("gas", "street-fault", "urgent", "gas"), ("drain", "general-enquiry", "normal", "")],
)
def test_answers_choose_service_priority_and_category(
    db, client, northvale, smell, service, priority, category
):
    form = _form(
        service_types=[{"when": IS_GAS, "service_type": "street-fault"}],
        priority={"if": [IS_GAS, "urgent", "normal"]},
        category={"if": [IS_GAS, "gas", ""]},
    )

    _send(client, northvale, form, smell)

    case = _case(northvale)
    assert case.service_type.slug == service
    assert (case.priority, case.category) == (priority, category)


def test_a_priority_that_is_none_is_normal(db, client, northvale):
    _send(client, northvale, _form(priority={"var": "smell"}))

    assert _case(northvale).priority == Priority.NORMAL


def test_fees_stand_in_words_as_money(db, client, northvale):
    form = _form()
    form["figures"] = [{"key": "call", "label": text("A call"), "as": "money", "value": 4550}]
    form["pages"][0]["questions"][0]["hint"] = text("A call costs {figures.call}")
    publish(northvale, form, clock.now())
    browser = Browser(client)

    browser.start("smell")

    assert "A call costs £45.50" in browser.html


def _close(council, at):
    with acting_for(council.id):
        change_status(
            actor=system("tests"), case_id=Case.objects.get().pk, status=Status.RESOLVED.value,
            public_note="Done", now=at,
        )  # fmt: skip


def test_sensitive_answers_are_wiped_each_on_its_own_day_after_the_end(db, client, northvale):
    _send(client, northvale, _form())
    end = clock.now()

    with acting_for(northvale.id):
        assert wipe_sensitive_answers(now=end + timedelta(days=100)) == 0
    _close(northvale, end)
    with acting_for(northvale.id):
        assert wipe_sensitive_answers(now=end + timedelta(days=29)) == 0
        assert wipe_sensitive_answers(now=end + timedelta(days=30)) == 1
        assert wipe_sensitive_answers(now=end + timedelta(days=30)) == 0
        assert Submission.objects.get().answers == {"smell": "gas", "nhs": "485 777 3456"}
        assert wipe_sensitive_answers(now=end + timedelta(days=60)) == 1

        submission, case = Submission.objects.get(), Case.objects.get()
        assert submission.answers == {"smell": "gas"}
        assert submission.is_to_be_wiped is False
        assert [detail["key"] for detail in case.details] == ["smell"]
        assert AuditEntry.objects.filter(verb="submission.wiped").count() == 2


def test_another_councils_answers_are_not_wiped(db, client, northvale, southmere):
    _send(client, northvale, _form())
    _close(northvale, clock.now())

    with acting_for(southmere.id):
        assert wipe_sensitive_answers(now=clock.now() + timedelta(days=99)) == 0
    with acting_for(northvale.id):
        assert len(Submission.objects.get().answers) == 3


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (
            {"prefill": {"query": ["account"]}},
            "at prefill/query/0: 'account' is no question that can be filled in beforehand",
        ),
        (
            {"prefill": {"token": ["account"]}},
            "at prefill/token/0: 'account' is no question that can be filled in beforehand",
        ),
    ],
)
def test_a_form_cannot_promise_what_nobody_here_can_do(more, found):
    form = {**_form(), **more}

    assert list(map(str, lint.mistakes(form, lint.Circumstances(languages=("en", "cy"))))) == [
        found
    ]


def test_an_address_fills_in_what_the_form_lets_it_and_nothing_else(db, client, northvale):
    form = {**_form(), "prefill": {"query": ["smell"]}}
    publish(northvale, form, clock.now())
    browser = Browser(client)

    browser.get("/forms/smell/?smell=drain&nhs=1&council=2")
    assert 'name="smell" value="drain"' in browser.html
    assert 'name="nhs"' not in browser.html
    assert browser.response["Cache-Control"] == "no-store"
    browser.post({"smell": "drain", "nhs": "485"}, path="/forms/smell/")

    assert 'value="drain" checked' in browser.html
    browser.post({"smell": "drain"})
    browser.get(browser.path.replace("/account/", "/nhs/"))
    assert "485" not in browser.html
