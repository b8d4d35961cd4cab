import pytest

from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.refusals import DeedRefused
from moothall.cases.macros.actions import save_macro
from moothall.cases.macros.models import Macro
from moothall.cases.macros.queries import macro_of, macros_for
from moothall.cases.models import TimelineEntry
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import short_memory
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for

DONE = Deed(status="resolved", words_en="Done, ((name))", note="By macro", priority="high")


def made(council, now, deed=DONE, name="Mended", **changes):
    actor = staff_of(council, permissions=frozenset({"macro.edit"}))
    macro = save_macro(actor=actor, council_id=council.id, name=name, deed=deed, now=now, **changes)
    short_memory.forget_all()
    return macro


def test_a_macro_does_all_its_parts(in_northvale, now):
    macro = macro_of(in_northvale.id, made(in_northvale, now).pk)
    person = person_of(in_northvale, now)
    case = case_of(in_northvale, now, person_id=person.pk)

    do_deed(actor=staff_of(in_northvale), case_id=case.pk, deed=macro.deed, now=now)

    case.refresh_from_db()
    assert (case.status, case.priority, case.outcome) == ("resolved", "high", "Done, Dilys Pugh")
    assert TimelineEntry.objects.filter(text="By macro", is_public=False).count() == 1
    assert AuditEntry.objects.get(verb="case.macro-used").detail == {"macro": "Mended"}


def test_who_may_not_close_gets_none_of_its_parts(in_northvale, now):
    case = case_of(in_northvale, now)
    clerk = staff_of(in_northvale, permissions=frozenset({"case.view", "case.edit"}))

    with pytest.raises(DeedRefused) as refused:
        do_deed(actor=clerk, case_id=case.pk, deed=DONE, now=now)

    assert refused.value.why == "not_permitted"
    case.refresh_from_db()
    assert (case.status, case.priority) == ("received", "normal")
    assert TimelineEntry.objects.count() == 1


def test_who_may_not_make_macros_makes_none(in_northvale, now):
    with pytest.raises(NotPermitted):
        save_macro(
            actor=staff_of(in_northvale), council_id=in_northvale.id, name="X", deed=DONE, now=now
        )
    assert Macro.objects.count() == 0


@pytest.mark.parametrize(
    "deed", [Deed(), Deed(words_en="Dear ((nobody))", status="resolved")], ids=["empty", "gap"]
)
def test_what_cannot_be_done_cannot_be_kept(in_northvale, now, deed):
    with pytest.raises(Conflict):
        made(in_northvale, now, deed)
    assert Macro.objects.count() == 0


def test_names_are_once_in_a_council(in_northvale, now):
    first = made(in_northvale, now)

    with pytest.raises(Conflict):
        made(in_northvale, now)
    made(in_northvale, now, Deed(note="x"), macro_id=first.pk)
    assert Macro.objects.get().deed == {"note": "x"}


def test_a_macro_of_a_team_is_for_its_cases_and_each_council_has_its_own(northvale, southmere, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now)
        macro = made(northvale, now, team_id=case.team_id)
        made(northvale, now, name="Old", is_active=False)
        assert [one.name for one in macros_for(northvale.id, case.team_id)] == ["Mended"]
        assert [one.name for one in macros_for(northvale.id, macro.pk)] == []
    with acting_for(southmere.id):
        assert macros_for(southmere.id, None) == []
        with pytest.raises(NotFound):
            macro_of(southmere.id, macro.pk)
