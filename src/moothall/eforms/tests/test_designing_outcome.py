"""Who else is told, and what the answers choose, on the designer's screens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.eforms import library
from moothall.eforms.actions.designing import Edit, edit_form
from moothall.eforms.designing.advice import advice_on
from moothall.eforms.designing.choices import CHOSEN, Choice, Choices, choices_of, with_choices
from moothall.eforms.designing.rules_at import rule_at, with_rule_at
from moothall.eforms.lint import mistakes_of_shape
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.eforms.tests.test_designing_screens import (
    HERE,
    HOST,
    TRIAL,
    documented,
    get,
    post,
    save,
    seen_in,
    staff,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.notifications.models import OfficeAddress
from moothall.people.models import Role

GARDEN = {"==": [{"var": "kind"}, "garden"]}
OFFICE = "forms@office.example"


def form(**more):
    kinds = question("kind", "radios", options=options("garden", "food"))
    return document(page("kind", kinds), **more)


def outcome(council):
    return documented(council)["outcome"]


@pytest.mark.slow
@given(
    st.sampled_from(list(CHOSEN)),
    st.lists(
        st.builds(Choice, st.sampled_from([GARDEN, True]), st.sampled_from(["low", "high"])),
        max_size=4,
    ),
    st.sampled_from(["normal", "urgent"]),
)
def test_choices_are_read_again(chosen, found, otherwise):
    choices = Choices(tuple(found), otherwise)

    written = with_choices(form(), chosen, choices)

    assert mistakes_of_shape(written) == []
    assert choices_of(written, chosen) == choices


@pytest.mark.slow
def test_every_priority_of_the_library_is_read_and_written_without_loss():
    read = 0
    for name in library.files():
        one = library.form(name)
        for chosen in CHOSEN:
            found = choices_of(one, chosen)
            if found is not None:
                read += bool(found.choices)
                assert with_choices(one, chosen, found) == one
        assert choices_of(one, "priority") is not None, name
    assert read > 5


def test_a_condition_of_a_choice_is_found_by_its_place():
    found = with_choices(form(), "priority", Choices((Choice(True, "high"),), "low"))

    changed = with_rule_at(found, "priority", "0", GARDEN)

    assert rule_at(changed, "priority", "0") == GARDEN
    assert changed["outcome"]["priority"] == {"if": [GARDEN, "high", "low"]}
    assert with_rule_at(changed, "priority", "0", None) == found
    assert [one.place for one in advice_on(found)] == ["outcome/priority"]
    for key in ("1", "x", "99999"):
        with pytest.raises(NotFound):
            rule_at(changed, "priority", key)


@pytest.mark.django_db
def test_a_team_is_told_under_a_condition(designer, northvale, now):
    publish(northvale, form(), now)
    told = f"{TRIAL}part/told/"

    shown = get(designer, told).content.decode()
    assert "Email to Streets" in shown
    assert "not confirmed" in shown
    saved = save(designer, told, new="team:streets")
    assert saved.status_code == 302, saved.content.decode()
    assert outcome(northvale)["destinations"] == [
        {"key": "streets", "kind": "email", "team": "streets"}
    ]
    where = f"{TRIAL}condition/destination/streets/"
    html = get(designer, f"{where}?about=kind").content.decode()
    assert "When does it go there: Email to Streets" in html
    post(designer, where, action="add", about="kind", says="is", values="garden",
         seen=seen_in(html))  # fmt: skip

    assert outcome(northvale)["destinations"][0]["when"] == GARDEN
    html = get(designer, told).content.decode()
    assert "when “What is kind?” is “Garden”" in html
    checks = get(designer, f"{TRIAL}checks/").content.decode()
    assert f'href="{told}"' in checks
    assert "has agreed yet to get forms. Ask them under “Where forms go”" in checks


@pytest.mark.django_db
def test_an_address_takes_a_teams_place_and_is_taken_away(designer, northvale, now):
    destinations = [{"key": "here", "kind": "email", "team": "streets", "when": GARDEN}]
    publish_as_copy(designer, northvale, now, destinations)
    with acting_for(northvale.id):
        OfficeAddress.objects.create(council_id=northvale.id, address=OFFICE, asked_at=now)
    told = f"{TRIAL}part/told/"

    save(designer, told, **{"place-here": f"to:{OFFICE}"})
    assert outcome(northvale)["destinations"] == [
        {"key": "here", "kind": "email", "to": OFFICE, "when": GARDEN}
    ]
    save(designer, told, **{"place-here": ""})
    assert "destinations" not in outcome(northvale)


def publish_as_copy(client, council, now, destinations):
    """Put destinations that nobody has agreed to into a working copy."""
    publish(council, form(), now)
    edit = Edit(
        verb="part.changed",
        change=lambda one: {
            **one, "outcome": {**one["outcome"], "destinations": destinations},
        },
    )  # fmt: skip
    with acting_for(council.id):
        edit_form(actor=system("t"), council_id=council.id, form="trial", edit=edit, now=now)


@pytest.mark.django_db
def test_a_place_that_is_no_more_is_kept_and_a_stranger_is_refused(designer, northvale, now):
    publish_as_copy(designer, northvale, now, [
        {"key": "a", "kind": "webhook", "system": "gone"},
    ])  # fmt: skip
    told = f"{TRIAL}part/told/"

    assert "gone (your council has it no more)" in get(designer, told).content.decode()
    assert save(designer, told).status_code == 302
    refused = save(designer, told, new="to:stranger@elsewhere.example")
    assert refused.status_code == 422
    twice = save(designer, told, **{"place-a": "system:gone", "new": ""})
    assert twice.status_code == 302
    assert outcome(northvale)["destinations"] == [{"key": "a", "kind": "webhook", "system": "gone"}]


@pytest.mark.django_db
def test_two_designers_of_who_is_told_do_not_overwrite_each_other(designer, northvale, now):
    publish(northvale, form(), now)
    told = f"{TRIAL}part/told/"
    old = seen_in(get(designer, told).content.decode())
    save(designer, told, new="team:streets")

    late = save(designer, told, seen=old, new="team:streets")

    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert [one["team"] for one in outcome(northvale)["destinations"]] == ["streets"]
    other = save(designer, f"{TRIAL}part/outcome/", summary="Another line")
    assert other.status_code == 302


@pytest.mark.django_db
def test_the_answers_choose_a_service_and_its_order_is_changed(designer, northvale, now):
    publish(northvale, form(), now)
    services = f"{TRIAL}part/services/"

    first = save(designer, services, new="street-fault")
    assert first.url == f"{TRIAL}condition/services/0/"
    html = get(designer, f"{first.url}?about=kind").content.decode()
    assert "When does “Street fault” deal with it?" in html
    post(designer, first.url, action="add", about="kind", says="is", values="garden",
         seen=seen_in(html))  # fmt: skip
    second = save(designer, services, new="missed-bin")
    assert second.url == f"{TRIAL}condition/services/1/"
    assert outcome(northvale)["service_types"] == [
        {"when": GARDEN, "service_type": "street-fault"},
        {"when": True, "service_type": "missed-bin"},
    ]
    html = get(designer, services).content.decode()
    assert "always, so that none below counts" in html
    post(designer, services, move="up-1", seen=seen_in(html))
    found = [one["service_type"] for one in outcome(northvale)["service_types"]]
    assert found == ["missed-bin", "street-fault"]
    save(designer, services, **{"choice-0": "", "otherwise": "missed-bin"})
    assert outcome(northvale)["service_type"] == "missed-bin"
    assert outcome(northvale)["service_types"] == [{"when": GARDEN, "service_type": "street-fault"}]
    assert save(designer, services, new="nonsense").status_code == 422
    for wish in ("up-x", "sideways-1", ""):
        assert post(designer, services, move=wish, seen="").status_code == 404


@pytest.mark.django_db
def test_how_urgent_and_which_category_by_answers(designer, northvale, now):
    publish(northvale, form(), now)

    save(designer, f"{TRIAL}part/priority/", new="high", otherwise="low")
    save(designer, f"{TRIAL}part/category/", new="Fly tipping", otherwise="")
    bad = save(designer, f"{TRIAL}part/category/", new="???")

    assert outcome(northvale)["priority"] == {"if": [True, "high", "low"]}
    assert outcome(northvale)["category"] == {"if": [True, "fly-tipping", None]}
    assert bad.status_code == 422
    assert "Enter a category in letters and numbers" in bad.content.decode()
    assert 'value="???"' in bad.content.decode()
    html = get(designer, f"{TRIAL}condition/priority/0/").content.decode()
    assert "When is it “High”?" in html


@pytest.mark.django_db
def test_a_rule_of_the_forms_own_is_said_and_stays_until_something_is_chosen(
    designer,
    northvale,
    now,
):
    own = form()
    own["outcome"]["category"] = {"var": "kind"}
    publish(northvale, own, now)
    category = f"{TRIAL}part/category/"

    assert 'data-testid="own-rule"' in get(designer, category).content.decode()
    save(designer, category)
    assert outcome(northvale)["category"] == {"var": "kind"}
    save(designer, category, new="bins")
    assert outcome(northvale)["category"] == {"if": [True, "bins", None]}


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["told", "services", "priority", "category"])
def test_nobody_else_sees_or_changes_them(northvale, southmere, now, client, part):
    publish(northvale, form(), now)
    publish(southmere, document(slug="theirs"), now)
    staff(northvale, client, now, Role.FORM_AUTHOR, "mallory")

    assert get(client, f"{TRIAL}part/{part}/").status_code == 200
    there = f"/workspace/form-design/southmere/theirs/part/{part}/"
    assert client.post(there, {"s-new": "high"}, headers=HOST).status_code == 404
    assert get(client, f"{HERE}theirs/part/{part}/").status_code == 404
    client.logout()
    assert get(client, f"{TRIAL}part/{part}/").status_code == 302
    staff(northvale, client, now, Role.OFFICER, "alice")
    assert post(client, f"{TRIAL}part/{part}/", move="up-0").status_code in (403, 404)


@pytest.mark.django_db
def test_the_page_of_offices_leads_back_to_the_design(designer, northvale, now):
    publish(northvale, form(), now)
    admin = staff(northvale, designer, now, Role.ADMINISTRATOR)

    assert 'data-testid="manage-offices"' in get(admin, f"{TRIAL}part/told/").content.decode()
    offices = "/workspace/form-settings/northvale/destinations/"
    html = get(admin, f"{offices}?from=trial").content.decode()
    asked = post(admin, f"{offices}?from=trial", address=OFFICE)

    assert f'href="{TRIAL}part/told/"' in html
    assert asked.url == f"{offices}?from=trial"
    assert f"{TRIAL}part/told/" not in get(admin, f"{offices}?from=nothing").content.decode()


@pytest.mark.django_db
def test_many_that_are_told_ask_the_database_no_more(
    designer, northvale, now, django_assert_max_num_queries
):
    many = [
        {"key": f"k-{n}", "kind": "email", "team": "streets", "when": GARDEN} for n in range(20)
    ]
    publish_as_copy(designer, northvale, now, many)
    get(designer, f"{TRIAL}part/told/")

    with django_assert_max_num_queries(14):
        get(designer, f"{TRIAL}part/told/")
