from django.conf import settings

from moothall.people.grant_workflow import ALLOWED, GrantState, diagram


def test_every_state_says_what_may_follow_it():
    assert set(ALLOWED) == set(GrantState)


def test_what_is_over_stays_over():
    over = {GrantState.REFUSED, GrantState.EXPIRED, GrantState.REVOKED}

    assert {state for state, after in ALLOWED.items() if not after} == over


def test_the_page_of_the_states_is_fresh():
    page = settings.CHECKOUT / "docs" / "people" / "grants.md"

    assert page.read_text(encoding="utf-8") == diagram()
