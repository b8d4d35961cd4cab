import pytest

from moothall.cases.models import Case, Interaction
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.eforms.models import Draft
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

NEW, LOG = "/workspace/calls/new/", "/workspace/calls/log/"
FORM = document(page("words", question("words", "textarea")))


@pytest.fixture
def caller(northvale):
    with acting_for(northvale.id):
        return person_of(northvale, clock.now(), phone="01632 960 123")


def log_of(person):
    return f"{LOG}?person={person.pk}"


def call(**fields):
    return {"channel": "phone", "summary": "Asked about bins", **fields}


def test_a_caller_is_found_by_what_they_say(northvale, southmere, caller, desk_of_bob):
    with acting_for(northvale.id):
        case = case_of(
            northvale, clock.now(), person_id=caller.pk,
            location=CaseLocation(description="3 Mill Lane, QX1 1AA"),
        )  # fmt: skip

    for text in ("pugh", "01632 960123", "dilys@example.test", "qx1 1aa", case.reference):
        found = desk_of_bob.get(NEW, query_params={"q": text})
        assert found.links("people") == [log_of(caller)], text
    nobody = desk_of_bob.get(NEW, query_params={"q": "zzz"})
    assert nobody.all("nobody") == ["We found nobody like that."]
    assert nobody.links("new-person") == ["/workspace/people/new/?q=zzz&then=call"]


def test_a_call_that_was_answered_is_written_down_and_opens_nothing(northvale, caller, desk_of_bob):
    answer = desk_of_bob.post(log_of(caller), **call(outcome="answered"))

    with acting_for(northvale.id):
        logged = Interaction.objects.get()
        assert answer.location == f"/workspace/contacts/{logged.pk}/wrap-up/"
        assert (logged.channel, logged.summary, logged.person_id, logged.case_id) == (
            "phone", "Asked about bins", caller.pk, None,
        )  # fmt: skip
        assert logged.logged_by_name == "Bob"
        assert Case.objects.count() == 0


def test_a_call_about_a_case_they_have_is_joined_to_it(northvale, caller, desk_of_bob):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now(), person_id=caller.pk)
        strangers = case_of(northvale, clock.now())
    offered = desk_of_bob.get(f"{log_of(caller)}&case={case.reference}")

    answer = desk_of_bob.post(log_of(caller), **call(outcome=f"case:{case.pk}"))
    refused = desk_of_bob.post(log_of(caller), **call(outcome=f"case:{strangers.pk}"))

    chosen = offered.tree.xpath("//input[@name='outcome'][@checked]/@value")
    assert chosen == [f"case:{case.pk}"]
    assert answer.location == f"/workspace/cases/{case.reference}/"
    assert refused.status == 422
    with acting_for(northvale.id):
        assert Interaction.objects.filter(case_id=case.pk, channel="phone").count() == 1
        assert Interaction.objects.filter(case_id=strangers.pk, channel="phone").count() == 0


def test_a_form_is_begun_on_the_callers_behalf(northvale, caller, bob, desk_of_bob):
    publish(northvale, FORM, clock.now())

    answer = desk_of_bob.post(log_of(caller), **call(outcome="form:trial", channel="visit"))

    assert answer.location.startswith("/workspace/forms/northvale/trial/")
    with acting_for(northvale.id):
        draft, logged = Draft.objects.get(), Interaction.objects.get()
    assert (draft.subject_id, draft.interaction_id, draft.channel) == (
        caller.pk, logged.pk, "visit",
    )  # fmt: skip
    assert (draft.actor_kind, draft.actor_identifier) == ("staff", str(bob.pk))
    assert desk_of_bob.get(answer.location).status in {200, 302}


def test_what_was_typed_survives_a_mistake_and_nothing_is_written(northvale, caller, desk_of_bob):
    again = desk_of_bob.post(log_of(caller), **call(summary="All about bins", outcome=""))

    assert again.status == 422
    assert again.one("error-summary") == "There is a problem Choose what happens now"
    assert again.tree.xpath("//*[@data-testid='error-summary']//a/@href") == ["#id_outcome"]
    assert again.tree.xpath("//*[@id='id_outcome']")
    assert again.value("summary") == "All about bins"
    with acting_for(northvale.id):
        assert Interaction.objects.count() == 0


def test_a_caller_without_a_name_still_calls_one_council(northvale, southmere, desk_of_bob):
    path = f"{LOG}?council=southmere"

    page_of_call = desk_of_bob.get(path)
    answer = desk_of_bob.post(path, **call(outcome="answered"))

    assert page_of_call.one("acting-for") == f"Acting for {southmere.name}"
    with acting_for(southmere.id):
        logged = Interaction.objects.get()
    assert answer.location == f"/workspace/contacts/{logged.pk}/wrap-up/?council=southmere"
    assert logged.person_id is None
    assert desk_of_bob.get(LOG).status == 404


def test_another_councils_caller_is_not_there(northvale, southmere, caller, desk_of_carys):
    assert desk_of_carys.get(log_of(caller)).status == 404
    assert desk_of_carys.post(log_of(caller), **call(outcome="answered")).status == 404
    assert desk_of_carys.get(f"{LOG}?council=northvale").status == 404
    with acting_for(northvale.id):
        assert Interaction.objects.count() == 0


def test_the_reference_is_spelled_to_be_read_out(northvale, southmere, desk_of_bob, desk_of_carys):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now())

    done = desk_of_bob.get(f"/workspace/calls/done/{case.reference}/")

    assert done.one("reference") == case.reference
    assert done.one("spelled").startswith("November Oscar Romeo dash ")
    assert done.links("open-case") == [f"/workspace/cases/{case.reference}/"]
    assert desk_of_carys.get(f"/workspace/calls/done/{case.reference}/").status == 404


def test_ones_own_account_says_for_whom_one_acts(northvale, southmere, desk_of_bob):
    account = desk_of_bob.get("/workspace/account/").one("account")

    assert f"You act for {northvale.name} {southmere.name}" in account
