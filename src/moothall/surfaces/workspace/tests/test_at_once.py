import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.at_once.models import BulkAct
from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock, short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

HOME, CHOOSE = "/workspace/", "/workspace/at-once/"
NOTHING = {"macro": "", "status": "", "words_en": "", "note": "", "team": "", "priority": "",
           "master": ""}  # fmt: skip


def cases(council, count=1, **changes):
    with acting_for(council.id):
        return [case_of(council, clock.now(), **changes) for _ in range(count)]


def chosen(*ticked):
    return CHOOSE + "?" + "&".join(f"case={one.pk}" for one in ticked)


@pytest.fixture
def desk_of_both(northvale, southmere, alice):
    """Alice, who is an officer of the shared centre."""
    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.OFFICER, council_id=southmere.id,
            now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", alice)


def test_cases_are_ticked_looked_at_done_and_looked_at_again(northvale, desk_of_alice, queue):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
    first, second = cases(northvale, 2, person_id=person.pk)

    home = desk_of_alice.get(HOME)
    assert set(home.tree.xpath("//input[@name='case']/@value")) == {str(first.pk), str(second.pk)}
    page = desk_of_alice.get(chosen(first, second))
    assert page.one("how-many") == "Do something with 2 cases"
    sent = desk_of_alice.post(
        chosen(first, second), **{**NOTHING, "status": "resolved", "words_en": "Done"}
    )
    preview = desk_of_alice.get(sent.location)
    assert preview.one("foreseen") == "2 cases will be changed. 0 will be left alone."
    assert "Status: Received → Done" in preview.all("foreseen-case")[0]
    started = desk_of_alice.post(f"{sent.location}start/")
    assert started.location == sent.location
    assert desk_of_alice.get(sent.location).all("asks-again")
    queue.run_all()
    result = desk_of_alice.get(sent.location)

    assert result.one("progress") == "Finished: 2 done, 0 not done."
    assert first.reference in result.one("items-done")
    assert "Alice" in desk_of_alice.get(f"{CHOOSE}earlier/").one("acts")


def test_all_that_the_list_shows_are_taken(northvale, desk_of_alice):
    cases(northvale, 27)
    cases(northvale, 1, service_type="street-fault")

    page = desk_of_alice.get(f"{CHOOSE}?all=yes&service=missed-bin")

    assert page.one("how-many") == "Do something with 27 cases"


def test_nothing_chosen_and_nothing_to_do_are_said(northvale, desk_of_alice):
    [case] = cases(northvale)

    assert "You chose no case" in desk_of_alice.get(CHOOSE).text
    assert "You chose no case" in desk_of_alice.get(f"{CHOOSE}?case=nonsense").text
    page = desk_of_alice.post(chosen(case), **{**NOTHING, "words_en": "Dear ((nobody))"})
    assert page.status == 422
    assert "We cannot fill in: nobody" in page.text
    assert page.value("words_en") == "Dear ((nobody))"
    assert "Choose something to do" in desk_of_alice.post(chosen(case), **NOTHING).text
    page = desk_of_alice.post(chosen(case), **{**NOTHING, "master": "NOR-222-222"})
    assert "This council has no case of this reference" in page.text


def test_an_agent_is_offered_none_and_may_none(northvale, southmere, desk_of_bob):
    [case] = cases(northvale)

    assert desk_of_bob.get(HOME).tree.xpath("//input[@name='case']") == []
    assert desk_of_bob.get(chosen(case)).status == 403
    assert desk_of_bob.post(chosen(case), **{**NOTHING, "note": "x"}).status == 403
    with acting_for(northvale.id):
        assert BulkAct.objects.count() == 0


def test_another_council_sees_nothing_of_it(northvale, southmere, desk_of_alice, desk_of_carys):
    [ours], [theirs] = cases(northvale), cases(southmere)
    sent = desk_of_alice.post(chosen(ours, theirs), **{**NOTHING, "note": "x"})
    desk_of_alice.post(f"{sent.location}start/")

    assert desk_of_carys.get(sent.location).status == 404
    assert desk_of_carys.post(f"{sent.location}start/").status == 404
    assert desk_of_carys.get(f"{CHOOSE}earlier/").all("acts") == []
    with acting_for(northvale.id):
        assert list(BulkAct.objects.get().items.values_list("case_id", flat=True)) == [ours.pk]


def test_the_shared_centre_does_one_council_after_the_other(northvale, southmere, desk_of_both):
    [ours], [theirs] = cases(northvale), cases(southmere)

    page = desk_of_both.get(chosen(ours, theirs))

    assert page.all("choose-council") == [
        f"{northvale.name}: 1 case", f"{southmere.name}: 1 case",
    ]  # fmt: skip
    one = desk_of_both.get(f"{CHOOSE}?council=southmere&case={theirs.pk}&case={ours.pk}")
    assert one.one("how-many") == "Do something with 1 case"
    assert one.tree.xpath("//textarea[@name='words_cy']")


def test_the_pages_queries_do_not_grow_with_the_cases(northvale, desk_of_alice):
    counts = []
    for many in (3, 12):
        ticked = cases(northvale, many)
        sent = desk_of_alice.post(chosen(*ticked), **{**NOTHING, "note": "x"})
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as asked:
            desk_of_alice.get(sent.location)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20
    with acting_for(northvale.id):
        assert Case.objects.count() == 15
