"""The adapter against a street-works system of its own, over real HTTP."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from moothall.connectors.ports import CaseToSend, Refused, TryLater
from moothall.connectors.systems.open311.adapter import Open311Supplier
from simulators.tests.program import Program

KEY = "aldermoor-demonstration-key"


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    program = Program("backoffice", tmp_path_factory.mktemp("works")).start()
    yield program
    program.end()


@pytest.fixture(autouse=True)
def _calm(works, monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_WORKS_KEY", KEY)
    works.control(calm=True, empty=True)


@pytest.fixture(params=["json", "xml"])
def system(works, request):
    return connect(works, format=request.param)


def connect(works, **changes):
    return Open311Supplier().connect(
        {
            "endpoint": f"{works.url}/open311/v2",
            "jurisdiction_id": "aldermoor.example",
            "api_key": "works-key",
            "timeout_seconds": 2,
            **changes,
        }
    )


def a_case(**changes) -> CaseToSend:
    return replace(
        CaseToSend(
            idempotency_key=str(uuid4()),
            reference="ALD-4K7-9XM",
            external_code="POTHOLE",
            description="Twll dwfn ger yr ŵyl",
            attributes={"surface": "road"},
            requested_at=datetime(2026, 11, 18, 11, 0, tzinfo=UTC),
            latitude=52.42,
            longitude=-3.05,
            address="Alder Street",
            name="Siân Llewelyn",
            email="sian@resident.example",
        ),
        **changes,
    )


def jobs(works, case):
    return works.get("/_jobs.json", external_id=case.idempotency_key).json()


def test_a_case_is_taken_and_given_a_reference(works, system):
    case = a_case()

    accepted = system.send(case)

    assert accepted.reference
    assert jobs(works, case)["count"] == 1
    assert "ŵyl" in accepted.exchange.request
    assert KEY not in accepted.exchange.request


def test_the_same_key_twice_makes_one_job(works, system):
    case = a_case()

    assert system.send(case).reference == system.send(case).reference
    assert jobs(works, case)["count"] == 1


def test_a_lost_answer_is_tried_again_and_makes_one_job(works, system):
    case = a_case()
    works.control(lose_answer=1)

    with pytest.raises(TryLater):
        system.send(case)

    assert system.send(case).reference
    assert jobs(works, case)["count"] == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"fail": {"status": 503, "times": 1}},
        {"down": 1},
        {"html": 1},
    ],
)
def test_a_passing_trouble_is_tried_again(works, system, trouble):
    works.control(**trouble)

    with pytest.raises(TryLater):
        system.send(a_case())


def test_a_refusal_in_the_standards_shape_is_final(works, system):
    with pytest.raises(Refused, match=r"400|404"):
        system.send(a_case(external_code="NO_SUCH_SERVICE"))


def test_a_wrong_key_is_a_refusal_that_says_so(works, system, monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_WORKS_KEY", "wrong")

    with pytest.raises(Refused, match=r"40[13]"):
        system.send(a_case())


def test_a_slow_system_is_not_waited_for_longer_than_was_said(works):
    works.control(slow={"seconds": 3})

    with pytest.raises(TryLater, match="ReadTimeout"):
        connect(works, timeout_seconds=0.5).send(a_case())


@pytest.mark.slow
def test_a_token_becomes_a_reference(works, system):
    accepted = system.send(a_case(external_code="STREET_LIGHT", attributes={}))

    assert accepted.token
    assert not accepted.reference
    deadline = time.monotonic() + 20
    while not (reference := system.reference_for(accepted.token)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert reference


def test_two_references_in_one_answer_are_one_case(works, system):
    case = a_case()
    works.control(answer_twice=1)

    assert system.send(case).reference


def test_updates_of_a_span_are_read_once_each(works, system):
    reference = system.send(a_case()).reference
    close(works, reference)
    now = datetime.now(tz=UTC)

    updates = system.updates(now - timedelta(hours=1), now + timedelta(minutes=5))

    closing = [update for update in updates if update.reference == reference]
    assert closing[-1].status == "FIXED"
    assert closing[-1].description == "Filled and rolled."
    assert len({update.update_key for update in updates}) == len(updates)


def test_a_span_without_updates_is_empty(works, system):
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)

    assert list(system.updates(long_ago, long_ago + timedelta(days=1))) == []


def close(works, reference: str) -> None:
    import httpx

    page = httpx.get(f"{works.url}/jobs/{reference}", follow_redirects=True)
    assert page.status_code == 200, page.url
    answer = httpx.post(
        f"{works.url}/jobs/{reference}/status",
        data={"status": "FIXED", "note": "Filled and rolled."},
        headers={"Origin": works.url},
    )
    assert answer.status_code in (200, 302, 303), answer.text
