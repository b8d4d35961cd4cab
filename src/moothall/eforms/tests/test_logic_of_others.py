"""
JsonLogic as others understand it: the public suite of jsonlogic.com, and its reference engine.

The suite lies in the npm package json-logic-engine, of which this release ships it; the engine is
json-logic-js, by the makers of JsonLogic. Both are installed for tests alone.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from moothall.eforms.logic import BadRule, compile_rule
from moothall.eforms.logic.operators import OPERATORS

MODULES = Path(settings.CHECKOUT) / "node_modules"
SUITE = MODULES / "json-logic-engine" / "bench" / "tests.json"
#: What JsonLogic knows and no form may use, each with the reason why publication refuses it.
LEFT_OUT = {
    "log": "writes answers of people to the server's log",
    "method": "calls any method of an object, which in Python reaches out of the data",
}


def suite():
    """Return the cases of the public suite; what stands between them are headings."""
    rows = json.loads(SUITE.read_text(encoding="utf-8"))
    return [row for row in rows if isinstance(row, list)]


def same(one, other):
    """Tell whether two values are the same JSON; true is not 1, but 1.0 is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def operators_in(rule):
    if isinstance(rule, list):
        return {name for part in rule for name in operators_in(part)}
    if not isinstance(rule, dict):
        return set()
    return set(rule) | {name for part in rule.values() for name in operators_in(part)}


def test_every_case_of_the_public_suite_gives_what_it_should():
    cases = suite()
    run = [case for case in cases if not operators_in(case[0]) & LEFT_OUT.keys()]

    wrong = [case for case in run if not same(compile_rule(case[0])(case[1]), case[2])]

    assert wrong == []
    assert (len(cases), len(run)) == (275, 275)


def test_the_suite_asks_of_every_operator_that_we_know():
    asked = {name for rule, *_rest in suite() for name in operators_in(rule)}

    assert OPERATORS.keys() - asked == set()
    assert asked - OPERATORS.keys() == set()


@pytest.mark.parametrize("operator", LEFT_OUT)
def test_what_is_left_out_is_refused_with_its_place(operator):
    with pytest.raises(BadRule, match=rf"no operator '{operator}'.*at /and/1/{operator}"):
        compile_rule({"and": [True, {operator: ["x", "y"]}]})


@pytest.fixture(scope="module")
def reference():
    """Return what asks the reference engine, which runs in one process of Node.js."""
    path = f"{Path(settings.CHECKOUT) / '.venv' / 'lib' / 'node' / 'bin'}:{os.environ['PATH']}"
    script = Path(__file__).with_name("reference.mjs")
    with subprocess.Popen(
        ["node", script, MODULES / "x.js"], env={**os.environ, "PATH": path}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip

        def ask(rule, data):
            process.stdin.write(json.dumps([rule, data]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


# Rules as forms have them. Sums are of numbers: where they are not, JavaScript goes on with NaN,
# and here they give nothing, so that a price is never worked out of words.
NUMBERS = st.integers(-9, 20) | st.sampled_from([0.5, 2.25, -1.5])
WORDS = st.sampled_from(["", "a", "garden", "Garden", "10", " 7 ", "2026-01-31", "0", "é"])
DATA = st.fixed_dictionaries(
    {"n": NUMBERS, "m": NUMBERS, "s": WORDS, "t": WORDS, "yes": st.booleans(), "none": st.none(),
     "many": st.lists(WORDS, max_size=3), "who": st.fixed_dictionaries({"name": WORDS})},
)  # fmt: skip
PLAIN = st.none() | st.booleans() | NUMBERS | WORDS
# What was left blank (null) counts as not answered here, and gets the default of a `var` too.
GIVEN = st.sampled_from(["n", "s", "yes", "who.name", "nowhere", "many.0", "s.x"])
NAMES = st.sampled_from(["n", "m", "s", "t", "yes", "none", "who.name", "nowhere", "many.0", "s.x"])


def var(names):
    return st.builds(lambda name: {"var": name}, names)


def call(operator, *parts):
    return st.builds(lambda *given: {operator: list(given)}, *parts)


def any_of(operators, *parts):
    return st.one_of(*(call(operator, *parts) for operator in operators))


sums = st.recursive(
    NUMBERS | var(st.sampled_from(["n", "m"])),
    lambda part: (
        any_of(["+", "-", "*", "max", "min"], part, part)
        | any_of(["/", "%"], part, st.sampled_from([2, 4, -2]))
        | any_of(["-", "+"], part)
        | any_of(["+", "*", "max", "min"], part, part, part)
    ),
    max_leaves=4,
)
values = st.one_of(
    PLAIN, var(NAMES), sums, call("cat", PLAIN, var(NAMES)),
    call("substr", WORDS, st.integers(-4, 4)),
    call("substr", WORDS, st.integers(0, 4), st.integers(-3, 3)),
    st.builds(lambda name, other: {"var": [name, other]}, GIVEN, PLAIN),
)  # fmt: skip
comparisons = st.one_of(
    any_of(["==", "!=", "===", "!==", "<", "<=", ">", ">="], values, values),
    any_of(["<", "<="], values, values, values),
    call("in", values, st.lists(PLAIN, max_size=3)),
    call("in", WORDS, var(st.sampled_from(["s", "t", "many", "none", "nowhere"]))),
    any_of(["!", "!!"], values),
    st.builds(lambda names: {"missing": names}, st.lists(NAMES, max_size=3)),
    call("missing_some", st.integers(0, 2), st.lists(NAMES, max_size=3)),
    any_of(["all", "some", "none", "filter", "map"], var(st.sampled_from(["many", "nowhere"])),
           any_of(["==", "<"], st.just({"var": ""}), PLAIN)),
    call("merge", var(st.just("many")), PLAIN),
)  # fmt: skip
rules = st.recursive(
    comparisons,
    lambda part: (
        any_of(["and", "or"], part, part)
        | any_of(["if", "?:"], part, values, values)
        | call("if", part, values, part, values)
        | call("!", part)
    ),
    max_leaves=5,
)


@given(rule=rules, data=DATA)
@trying(max_examples=300, deadline=None)
@example(rule={"in": ["", {"var": "s"}]}, data={"s": ""})
@pytest.mark.slow
def test_whatever_a_form_may_ask_the_reference_engine_answers_the_same(reference, rule, data):
    assert same(compile_rule(rule)(data), reference(rule, data)), (rule, data)
