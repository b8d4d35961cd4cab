import pytest

from moothall.cases.actions import change_status, complain
from moothall.connectors.actions import route_again, route_case
from moothall.connectors.models import Delivery
from moothall.connectors.routing import Fitting, NoRoute, attributes_for, fits, mistakes_in
from moothall.connectors.tests.scenes import a_case, set_up
from moothall.kernel.actors import system
from moothall.kernel.errors import NotPermitted, TransitionNotAllowed
from moothall.kernel.tests import kit
from moothall.people.queries import actor_for

POTHOLE = Fitting("street-fault", {"street.category": "pothole", "property.uprn": "42"})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, True),
        ({"detail": "street.category", "is": ["pothole", "drain"]}, True),
        ({"detail": "street.category", "is": ["drain"]}, False),
        ({"detail": "absent", "is": ["pothole"]}, False),
    ],
)
def test_a_route_fits_by_one_detail(when, expected):
    assert fits(when, POTHOLE) is expected


def test_attributes_are_filled_from_details_tables_and_fixed_values():
    rules = {
        "uprn": {"from": "property.uprn"},
        "kind": {"from": "street.category", "values": {"pothole": "HOLE"}},
        "source": {"fixed": "WEB"},
        "missing": {"from": "absent"},
        "unnamed": {"from": "street.category", "values": {"drain": "D"}},
    }

    assert attributes_for(rules, POTHOLE) == {"uprn": "42", "kind": "HOLE", "source": "WEB"}


def test_mistakes_are_named_with_their_place():
    routes = [
        {"service": "street-fault", "code": "A"},
        {"service": "lost-cat"},
        {"service": "street-fault", "code": "B", "when": {"detail": "x"}},
        {"service": "street-fault", "code": "C", "attributes": {"uprn": {"form": "typo"}}},
    ]

    assert mistakes_in(routes, {"street-fault"}) == [
        "route 2 names a service 'lost-cat' not offered",
        "route 2 has no code",
        "route 3: write `when` as detail and is",
        "route 4: attribute uprn needs `from` or `fixed`",
    ]


def test_what_had_no_route_goes_out_once_somebody_has_mended_the_routes(in_northvale, queue, now):
    mending = system("test")
    set_up(in_northvale)
    case = a_case(in_northvale, now, category="drain")
    [waiting] = route_case(actor=mending, case_id=case.pk, now=now)
    with pytest.raises(NoRoute):
        route_again(actor=mending, delivery_id=waiting.pk, now=now)
    waiting.refresh_from_db()
    assert waiting.state == "unrouted"
    before = len(queue.jobs("connectors.deliver"))

    set_up(in_northvale, routes=[{"service": "street-fault", "code": "ANY"}])
    routed = route_again(actor=mending, delivery_id=waiting.pk, now=now)

    assert (routed.pk, routed.state, routed.system.slug) == (waiting.pk, "queued", "works")
    assert routed.problem == ""
    assert Delivery.objects.count() == 1
    assert len(queue.jobs("connectors.deliver")) == before + 1
    with pytest.raises(TransitionNotAllowed):
        route_again(actor=mending, delivery_id=waiting.pk, now=now)


def test_each_further_system_that_takes_it_now_is_given_a_delivery_of_its_own(
    in_northvale, queue, now
):
    mending = system("test")
    set_up(in_northvale)
    case = a_case(in_northvale, now, category="drain")
    [waiting] = route_case(actor=mending, case_id=case.pk, now=now)
    anything = [{"service": "street-fault", "code": "ANY"}]

    set_up(in_northvale, routes=anything)
    set_up(in_northvale, slug="other", routes=anything)
    route_again(actor=mending, delivery_id=waiting.pk, now=now)

    slugs = Delivery.objects.filter(state="queued").values_list("system__slug", flat=True)
    assert sorted(slugs) == ["other", "works"]


def test_an_agent_may_not_route_again(in_northvale, bob, now):
    set_up(in_northvale)
    case = a_case(in_northvale, now, category="drain")
    [waiting] = route_case(actor=system("test"), case_id=case.pk, now=now)

    with pytest.raises(NotPermitted):
        route_again(actor=actor_for(bob), delivery_id=waiting.pk, now=now)

    waiting.refresh_from_db()
    assert waiting.state == "unrouted"


def test_a_complaint_about_the_work_is_not_handed_over_as_work(in_northvale, rhian, now):
    set_up(in_northvale)
    case = a_case(in_northvale, now, person_id=rhian.pk)
    change_status(actor=system("test"), case_id=case.pk, status="in_progress", now=now)
    complaint = complain(
        actor=kit.actor_of_resident_person(rhian), case_id=case.pk, text="Nobody came",
        key="a" * 32, language="en", now=now,
    )  # fmt: skip

    routed = route_case(actor=system("test"), case_id=complaint.pk, now=now)

    assert routed == []
    assert Delivery.objects.count() == 0
