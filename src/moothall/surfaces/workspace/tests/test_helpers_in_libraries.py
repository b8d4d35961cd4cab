"""Helpers in libraries fill in forms with people, and learn of nobody and of no history."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse

from moothall.cases.tests.factories import case_of
from moothall.eforms.models import Draft
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

#: What a helper may open: forms, what agents know, and what is their own.
OPEN = {
    "workspace:forms", "workspace:knowledge", "workspace:account",
}  # fmt: skip


@pytest.fixture
def desk(northvale, mallory):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=mallory, role=Role.HELPER, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", mallory)


@pytest.fixture
def known(northvale, caller):
    """Rhian's case and everything else that a page could be asked about her by."""
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now(), person_id=caller.pk)
    return {"person_id": caller.pk, "reference": case.reference, "council": northvale.slug}


def pages(known):
    """Return the address of every page of the workspace that these are enough for."""
    resolver = get_resolver("moothall.config.urls.workspace")
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            wanted = set(re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
            if wanted <= set(known):
                yield pattern.name, {name: known[name] for name in wanted}


@pytest.mark.slow
def test_no_page_tells_a_helper_who_anybody_is(northvale, desk, known, caller):
    told, opened, beginning = [], set(), caller.name[:4].lower()
    for name, parts in pages(known):
        shown = desk.get(reverse(f"workspace:{name}", kwargs=parts), data={"q": beginning})
        if shown.status != 200:
            continue
        opened.add(f"workspace:{name}")
        if caller.name in shown.response.content.decode():
            told.append(name)

    assert told == []
    assert opened >= OPEN


def test_a_helper_begins_with_forms_and_sees_no_cases(desk):
    assert desk.get("/workspace/").location.endswith(("/workspace/forms/", "/workspace/knowledge/"))
    assert desk.get("/workspace/people/").status in {403, 404}
    assert desk.get("/workspace/calls/new/").status in {403, 404}


def test_a_form_is_begun_for_whoever_sits_there_and_for_nobody_by_number(northvale, desk, known):
    form = document(page("words", question("words", "textarea")), slug="words")
    publish(northvale, form, clock.now())
    begun = desk.post(
        "/workspace/forms/northvale/words/", channel="visit", language="en",
        person=str(known["person_id"]),
    )  # fmt: skip

    assert begun.status == 302
    with acting_for(northvale.id):
        assert Draft.objects.get().subject_id is None
    assert desk.get(f"/workspace/people/{known['person_id']}/help/").status == 404
