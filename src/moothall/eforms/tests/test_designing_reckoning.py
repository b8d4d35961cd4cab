"""Calculations in words: read, told and changed part by part, without losing what stays."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moothall.eforms import library
from moothall.eforms.designing import reckoning
from moothall.eforms.designing.parts import questions_of
from moothall.eforms.designing.reckoning import Sort, node_of
from moothall.eforms.designing.reckoning_words import reckoning_words
from moothall.eforms.designing.rules_at import rule_at, with_rule_at
from moothall.eforms.logic import compile_rule
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import (
    HERE,
    HOST,
    TRIAL,
    documented,
    get,
    post,
    seen_in,
    staff,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel.errors import NotFound
from moothall.people.models import Role

GARDEN = {"==": [{"var": "kind"}, "garden"]}
LEAVES = st.one_of(
    st.integers(-50, 50), st.just({"var": "bags"}), st.just({"var": "figures.fee"}),
    st.just({"reduce": [{"var": "bags"}, 1, 0]}),
)  # fmt: skip


def grown(inner):
    pairs = st.lists(inner, min_size=2, max_size=2)
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda found: {"+": found}), several.map(lambda found: {"*": found}),
        several.map(lambda found: {"max": found}), pairs.map(lambda found: {"-": found}),
        pairs.map(lambda found: {"/": found}),
        pairs.map(lambda found: {"if": [GARDEN, *found]}),
        pairs.map(lambda found: {"if": [GARDEN, found[0], {"var": "kind"}, found[1]]}),
    )  # fmt: skip


RULES = st.recursive(LEAVES, grown, max_leaves=8)
ANSWERS = {"kind": "garden", "bags": 3, "figures": {"fee": 250}}


def nodes(node):
    yield node
    for part in node.parts:
        yield from nodes(part)


@pytest.mark.slow
@given(RULES)
def test_every_part_is_found_again_and_put_back_without_loss(rule):
    before = json.dumps(rule)
    for node in nodes(node_of(rule)):
        value = reckoning.value_at(rule, node.path)
        assert reckoning.found_at(rule, node.path) == node
        assert reckoning.put_at(rule, node.path, value) == rule
        assert reckoning.path_of(reckoning.written(node.path)) == node.path
        if node.sort is Sort.TYPED:
            assert node.value == value
    assert json.dumps(rule) == before


@pytest.mark.slow
@given(RULES)
def test_a_new_case_changes_nothing_until_it_is_changed(rule):
    for node in nodes(node_of(rule)):
        split, path = reckoning.split_at(rule, node.path)
        assert reckoning.holder_of_case(split, path) is not None
        assert compile_rule(split)(ANSWERS) == compile_rule(rule)(ANSWERS)


@given(RULES, st.sampled_from(["+", "-", "*", "max", "min"]))
@example({"+": [{"/": [0, 0]}]}, "+")
def test_what_is_joined_to_the_whole_is_reckoned_with_it(rule, operator):
    joined = reckoning.joined_at(rule, (), Sort(operator), 7)
    before, after = compile_rule(rule)(ANSWERS), compile_rule(joined)(ANSWERS)

    if before is not None:
        assert after == pytest.approx(compile_rule({operator: [before, 7]})({}))
    *_, last = node_of(joined).parts
    assert (last.sort, last.value) == (Sort.TYPED, 7)
    away = reckoning.without_at(joined, last.path)
    assert compile_rule(away)(ANSWERS) == before


@given(RULES)
def test_a_part_taken_away_leaves_a_calculation(rule):
    for node in nodes(node_of(rule)):
        if node.path:
            assert compile_rule(reckoning.as_rule(reckoning.without_at(rule, node.path)))


@pytest.mark.slow
def test_every_calculation_of_the_library_is_told_in_words():
    told = 0
    for name in library.files():
        form = library.form(name)
        for _page, one in questions_of(form):
            rule = one.get("calculate")
            words = reckoning_words(form, rule, is_money=True) if rule else ""
            told += bool(rule)
            # Rules over lists of several things say more than words can.
            assert '{"' not in words or '{"reduce"' in json.dumps(rule), (name, words)
    assert told > 5


def calculating(rule, **settings):
    kinds = question("kind", "radios", options=options("garden", "food"))
    total = question(
        "total", "calculated", calculate=rule, settings={"as": "money", **settings},
        label=text("Total"),
    )  # fmt: skip
    return document(
        page("kind", kinds), page("bags", question("bags", "number")), page("sum", total),
        figures=[{"key": "fee", "label": text("Fee for a bag"), "as": "money", "value": 250}],
    )  # fmt: skip


def test_a_calculation_reads_like_a_sentence():
    rule = {"if": [GARDEN, {"*": [{"var": "bags"}, {"var": "figures.fee"}]}, {"+": [
        {"var": "figures.fee"}, {"-": [500, {"*": [{"var": "bags"}, 2]}]},
    ]}]}  # fmt: skip

    assert reckoning_words(calculating(rule), rule, is_money=True) == (
        "if “What is kind?” is “Garden” then “What is bags?” times “Fee for a bag” (£2.50), "
        "otherwise “Fee for a bag” (£2.50) plus (£5 less (“What is bags?” times 2))"
    )


def test_a_condition_of_a_case_is_found_by_its_place():
    form = calculating({"+": [{"if": [GARDEN, 1, 2]}, 3]})

    assert rule_at(form, "case", "total--0-0") == GARDEN
    changed = with_rule_at(form, "case", "total--0-0", None)
    assert changed["pages"][2]["questions"][0]["calculate"] == {"+": [{"if": [True, 1, 2]}, 3]}
    for key in ("total", "total--", "total--0-1", "total--0-2", "total--9", "total--x", "bags--0"):
        with pytest.raises(NotFound):
            rule_at(form, "case", key)


RECKON = f"{TRIAL}reckon/total/"


def reckoned(council):
    return documented(council)["pages"][2]["questions"][0]["calculate"]


def work(client, at="", **given):
    html = get(client, f"{RECKON}?at={at}").content.decode()
    return post(client, RECKON, **{"at": at, "seen": seen_in(html), "action": "join", **given})


@pytest.mark.django_db
def test_a_fee_by_bags_and_kind_is_built_step_by_step(designer, northvale, now):
    publish(northvale, calculating({"+": [0]}), now)

    work(designer, how="replace", what="answer:bags")
    work(designer, how="*", what="figure:fee")
    assert reckoned(northvale) == {"*": [{"var": "bags"}, {"var": "figures.fee"}]}
    work(designer, how="+", what="typed", typed="9.99")
    work(designer, how="max", what="typed", typed="20")
    product = {"*": [{"var": "bags"}, {"var": "figures.fee"}]}
    assert reckoned(northvale) == {"max": [{"+": [product, 999]}, 2000]}
    asked = work(designer, at="0-0", action="split")
    assert asked.url == f"{TRIAL}condition/case/total--0-0-0/"
    html = get(designer, f"{asked.url}?about=kind").content.decode()
    assert "When does this part of “Total” count?" in html
    post(designer, asked.url, action="add", about="kind", says="is", values="garden",
         seen=seen_in(html))  # fmt: skip
    work(designer, at="0-0-2", how="replace", what="typed", typed="3")
    work(designer, at="0-0-1-1", action="remove")

    assert reckoned(northvale) == {
        "max": [{"+": [{"if": [GARDEN, {"var": "bags"}, 300]}, 999]}, 2000]
    }
    html = get(designer, RECKON).content.decode()
    assert "but at least £20" in html
    shown = get(designer, f"{TRIAL}page/sum/total/").content.decode()
    assert RECKON in shown
    assert (
        "Changed how something is worked out" in get(designer, f"{TRIAL}history/").content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"how": "+", "what": "typed", "typed": "abc"}, "Enter an amount in pounds"),
        ({"how": "*", "what": "typed", "typed": "abc"}, "Enter a number"),
        ({"how": "*", "what": "typed", "typed": "inf"}, "Enter a number"),
        ({"how": "/", "what": "typed", "typed": "0"}, "Nothing can be divided by 0"),
        ({"how": "+", "what": "typed", "typed": ""}, "Enter a number, or choose"),
        ({"how": "+", "what": "answer:kind", "typed": "7x"}, "Choose what to work with"),
        ({"how": "?", "what": "typed", "typed": "7"}, "Choose what to do"),
    ],
)
def test_what_makes_no_calculation_is_said_and_kept(designer, northvale, now, given, words):
    publish(northvale, calculating({"+": [0]}), now)

    answer = work(designer, **given)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert f'value="{given["typed"]}"' in html
    assert reckoned(northvale) == {"+": [0]}


@pytest.mark.django_db
def test_a_calculation_that_somebody_else_changed_is_not_overwritten(designer, northvale, now):
    publish(northvale, calculating({"+": [0]}), now)
    work(designer, how="replace", what="answer:bags")

    late = work(designer, how="replace", what="figure:fee", seen="old")

    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert reckoned(northvale) == {"var": "bags"}


@pytest.mark.django_db
def test_a_part_that_is_not_there_is_not_found_and_a_rule_of_its_own_stays(
    designer,
    northvale,
    now,
):
    own = {"+": [{"reduce": [{"var": "kind"}, 1, 0]}, 1]}
    publish(northvale, calculating(own), now)

    for at in ("9", "x", "0-0", "1-1", "0-" * 20 + "0"):
        assert get(designer, f"{RECKON}?at={at}").status_code == 404
    assert get(designer, f"{TRIAL}reckon/bags/").status_code == 404
    assert "says more than words can" in get(designer, f"{RECKON}?at=0").content.decode()
    work(designer, at="1", how="replace", what="typed", typed="2")
    assert reckoned(northvale) == {"+": [own["+"][0], 200]}


@pytest.mark.django_db
def test_words_and_yes_or_no_are_worked_out_too(designer, northvale, now):
    publish(northvale, calculating({"cat": ["Small"]}, **{"as": "text"}), now)

    asked = work(designer, action="split")
    work(designer, at="1", how="replace", what="typed", typed="Large")
    assert asked.status_code == 302
    assert reckoned(northvale) == {"if": [True, "Large", {"cat": ["Small"]}]}

    publish(northvale, calculating({"==": [1, 1]}, **{"as": "yes_no"}), now)
    post(designer, f"{TRIAL}discard/", revision="2")
    there = get(designer, RECKON)
    assert there.url == f"{TRIAL}condition/calculation/total/"
    html = get(designer, there.url).content.decode()
    assert "When is “Total” yes?" in html
    post(designer, there.url, action="always", seen=seen_in(html))
    html = get(designer, f"{there.url}?about=kind").content.decode()
    post(designer, there.url, action="add", about="kind", says="is", values="garden",
         seen=seen_in(html))  # fmt: skip
    assert reckoned(northvale) == GARDEN


@pytest.mark.django_db
def test_nobody_else_works_out(northvale, southmere, now, client):
    publish(northvale, calculating({"+": [0]}), now)
    publish(southmere, {**calculating({"+": [0]}), "slug": "theirs"}, now)
    staff(northvale, client, now, Role.FORM_AUTHOR, "mallory")

    assert get(client, RECKON).status_code == 200
    there = "/workspace/form-design/southmere/theirs/reckon/total/"
    assert client.post(there, {"action": "split"}, headers=HOST).status_code == 404
    assert get(client, f"{HERE}theirs/reckon/total/").status_code == 404
    client.logout()
    assert get(client, RECKON).status_code == 302
