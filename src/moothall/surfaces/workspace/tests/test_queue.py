from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import change_status
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.connectors.models import Delivery
from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.conftest import Desk

HOME = "/workspace/"


def cases(council, count=1, *, now=None, **changes):
    with acting_for(council.id):
        return [case_of(council, now or clock.now(), **changes) for _ in range(count)]


def in_trouble(case, state="gave_up"):
    with acting_for(case.council_id):
        return Delivery.objects.create(
            council_id=case.council_id, case=case, state=state, problem="Nobody answered",
            created_at=clock.now(),
        )  # fmt: skip


def test_an_officer_sees_her_own_council_alone(northvale, southmere, desk_of_alice, desk_of_carys):
    [ours], [theirs] = cases(northvale), cases(southmere)

    assert desk_of_alice.get(HOME).all("case-reference") == [ours.reference]
    assert desk_of_carys.get(HOME).all("case-reference") == [theirs.reference]


def test_an_agent_of_the_partnership_sees_both_and_for_whom_she_acts(
    northvale, southmere, desk_of_bob
):
    [north], [south] = cases(northvale), cases(southmere)

    both = desk_of_bob.get(HOME)
    one = desk_of_bob.get(f"{HOME}?council=southmere")

    assert set(both.all("case-reference")) == {north.reference, south.reference}
    assert both.one("acting-for") == f"Acting for {northvale.name} {southmere.name}"
    assert sorted(both.all("council-badge")) == ["Northvale", "Southmere"]
    assert one.all("case-reference") == [south.reference]
    assert one.one("acting-for") == f"Acting for {southmere.name}"
    switches = [a.get("href") for a in one.tree.xpath("//nav[@aria-label='Choose council']//a")]
    assert switches == [HOME, f"{HOME}?council=northvale", f"{HOME}?council=southmere"]


def test_an_officer_of_one_council_is_offered_no_other(northvale, southmere, desk_of_alice):
    page = desk_of_alice.get(HOME)

    assert page.tree.xpath("//nav[@aria-label='Choose council']") == []
    assert desk_of_alice.get(f"{HOME}?council=southmere").status == 404
    assert desk_of_alice.get(f"{HOME}?council=nowhere").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "", "?council=northvale", "cases/NOR-234-567/", "calls/new/",
        "calls/log/?council=northvale", "people/", "people/new/", "deliveries/", "account/",
        "calls/done/NOR-234-567/",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_sign_in_and_comes_back_after(northvale, mallory, path):
    nobody = Desk("northvale.test").get(HOME + path)
    without_role = Desk("northvale.test", mallory).get(HOME + path)

    assert nobody.status == 302
    assert nobody.location.startswith("/workspace/sign-in/login/?next=/workspace/")
    assert without_role.status == 403
    assert "nobody has given you a role yet" in without_role.text


def test_the_workspace_of_another_council_is_closed(northvale, southmere, alice):
    assert Desk("southmere.test", alice).get(HOME).status == 403


def test_the_list_costs_the_same_with_two_cases_and_with_fifty(northvale, southmere, desk_of_bob):
    def cost():
        desk_of_bob.get(HOME)
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as statements:
            page = desk_of_bob.get(HOME)
        return len(statements), len(page.all("case-row"))

    for council in (northvale, southmere):
        [case] = cases(council)
        in_trouble(case)
    few = cost()
    for council in (northvale, southmere):
        with acting_for(council.id):
            person = person_of(council, clock.now())
        for case in cases(council, 24, person_id=person.pk):
            in_trouble(case)
    many = cost()

    assert (few[1], many[1]) == (2, 25)
    assert few[0] == many[0] <= 30


@pytest.mark.slow
def test_pages_follow_each_other_without_loss_or_repetition(northvale, desk_of_alice):
    now = clock.now()
    made = [cases(northvale, now=now - timedelta(minutes=n))[0].reference for n in range(55)]

    first = desk_of_alice.get(f"{HOME}?service=missed-bin")
    second = desk_of_alice.get(first.links("older")[0])
    third = desk_of_alice.get(second.links("older")[0])

    there = [page.all("case-reference") for page in (first, second, third)]
    assert [*there[0], *there[1], *there[2]] == made
    assert third.links("older") == []
    [back] = third.tree.xpath("//a[@rel='prev']/@href")
    assert desk_of_alice.get(back).all("case-reference") == there[1]
    [first_again] = desk_of_alice.get(back).tree.xpath("//a[@rel='prev']/@href")
    assert first_again == f"{HOME}?service=missed-bin"
    assert desk_of_alice.get(f"{HOME}?after=nonsense").status == 404


def test_a_list_is_narrowed_by_what_the_address_says(northvale, desk_of_alice, now):
    [bin_case] = cases(northvale)
    [enquiry] = cases(northvale, service_type="general-enquiry", channel="phone")
    [late] = cases(northvale, now=now - timedelta(days=60))
    [finished] = cases(northvale)
    with acting_for(northvale.id):
        change_status(
            actor=staff_of(northvale), case_id=finished.pk, status="resolved", now=clock.now()
        )

    def found(query):
        return set(desk_of_alice.get(f"{HOME}?{query}").all("case-reference"))

    assert found("") == {bin_case.reference, enquiry.reference, late.reference}
    assert found("service=general-enquiry") == {enquiry.reference}
    assert found("channel=phone") == {enquiry.reference}
    assert late.reference in found("overdue=yes")
    assert bin_case.reference not in found("overdue=yes")
    assert found("status=resolved") == {finished.reference}
    assert found("status=all") >= {finished.reference, late.reference}
    assert found(f"q={finished.reference.lower()}") == {finished.reference}
    assert found("status=nonsense&team=nonsense&service=nonsense") == found("")


def test_a_case_is_found_by_name_postcode_email_and_phone(northvale, desk_of_alice):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now(), phone="01632 960 123")
    from moothall.cases.particulars import CaseLocation

    [case] = cases(
        northvale, person_id=person.pk,
        location=CaseLocation(description="3 Mill Lane, Northvale, QX1 1AA"),
    )  # fmt: skip
    cases(northvale)

    for text in ("pugh", "qx11aa", "dilys@example.test", "01632960123", "mill lane"):
        page = desk_of_alice.get(HOME, query_params={"q": text})
        assert page.all("case-reference") == [case.reference], text


def test_queues_say_how_many_wait(northvale, southmere, desk_of_bob):
    cases(northvale, 3)
    [started] = cases(southmere)
    with acting_for(southmere.id):
        change_status(
            actor=staff_of(southmere), case_id=started.pk, status="in_progress", now=clock.now()
        )

    both, one = desk_of_bob.get(HOME), desk_of_bob.get(f"{HOME}?council=southmere")

    assert both.one("queue-open") == "4 Open"
    assert both.one("queue-received") == "3 Received"
    assert one.one("queue-received") == "0 Received"
    assert one.one("queue-in_progress") == "1 Being looked into"


def test_a_case_says_in_words_how_it_stands_and_what_is_wrong(northvale, desk_of_alice, now):
    [late] = cases(northvale, now=now - timedelta(days=60))
    in_trouble(late)

    page = desk_of_alice.get(HOME)

    assert page.one("promise").startswith("Overdue since ")
    assert page.one("delivery-trouble") == "Could not be sent: needs a person"
    assert page.one("case-status") == "Received"


def test_only_the_list_is_sent_where_only_the_list_is_replaced(northvale, desk_of_alice):
    cases(northvale)
    part = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "cases"}

    whole = desk_of_alice.client.get(HOME).content.decode()
    some = desk_of_alice.client.get(HOME, headers=part).content.decode()
    restored = desk_of_alice.client.get(
        HOME, headers={**part, "HX-History-Restore-Request": "true"}
    ).content.decode()

    assert "<html" in whole
    assert "<html" in restored
    assert "<html" not in some
    assert 'data-testid="case-row"' in some


def test_what_residents_write_is_never_markup(northvale, desk_of_alice):
    cases(northvale, summary="<script>alert(1)</script>")

    page = desk_of_alice.client.get(HOME).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_learns_of_new_cases_and_stops_asking_in_the_end(northvale, desk_of_alice, now):
    cases(northvale, now=clock.now() - timedelta(minutes=1))
    page = desk_of_alice.get(f"{HOME}?service=missed-bin")
    [path] = page.tree.xpath("//*[@role='status']/@hx-get")

    quiet = desk_of_alice.get(path)
    cases(northvale, service_type="general-enquiry")
    of_no_interest = desk_of_alice.get(path)
    cases(northvale)
    told = desk_of_alice.get(path)
    forgotten = desk_of_alice.get(f"/workspace/news/?since={now.year - 1}-01-01T00:00:00%2B00:00")

    assert (quiet.status, of_no_interest.status) == (200, 200)
    assert b"new-cases" not in quiet.response.content + of_no_interest.response.content
    assert told.status == 286
    assert told.links("new-cases") == [f"{HOME}?service=missed-bin"]
    assert forgotten.status == 286
    assert desk_of_alice.get("/workspace/news/?since=never").status == 404
