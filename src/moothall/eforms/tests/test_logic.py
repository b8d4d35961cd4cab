import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.logic import BadRule, compile_rule, names_in, truthy
from moothall.eforms.logic.operators import OPERATORS

EXAMPLES = [
    ({"==": [1, 1]}, {}, True),
    ({"==": [1, "1"]}, {}, True),
    ({"===": [1, "1"]}, {}, False),
    ({"===": [1, 1.0]}, {}, True),
    ({"==": [None, 0]}, {}, False),
    ({"==": [True, 1]}, {}, True),
    ({"!=": [1, 2]}, {}, True),
    ({"!": [[]]}, {}, True),
    ({"!!": "0"}, {}, True),
    ({"var": "a.b"}, {"a": {"b": 7}}, 7),
    ({"var": ["a", "otherwise"]}, {}, "otherwise"),
    ({"var": "1"}, ["x", "y"], "y"),
    ({"var": ""}, 3, 3),
    ({"missing": ["a", "b"]}, {"a": 1}, ["b"]),
    ({"missing_some": [1, ["a", "b"]]}, {"a": 1}, []),
    (
        {"if": [{"<": [{"var": "n"}, 0]}, "ice", {"<": [{"var": "n"}, 100]}, "water", "gas"]},
        {"n": 5},
        "water",
    ),
    ({"if": []}, {}, None),
    ({"and": [1, 0, 3]}, {}, 0),
    ({"or": [0, "x", 3]}, {}, "x"),
    ({"<": [1, 2, 3]}, {}, True),
    ({"<": [1, 5, 3]}, {}, False),
    ({"<=": [1, 1, 3]}, {}, True),
    ({">": ["10", 9]}, {}, True),
    ({">=": ["b", "a"]}, {}, True),
    ({"<": ["x", 1]}, {}, False),
    ({"in": ["a", "abc"]}, {}, True),
    ({"in": [{"var": "bin"}, ["food", "garden"]]}, {"bin": "food"}, True),
    ({"cat": ["I am ", 1, " or ", 2.5]}, {}, "I am 1 or 2.5"),
    ({"substr": ["jsonlogic", 4]}, {}, "logic"),
    ({"substr": ["jsonlogic", -5]}, {}, "logic"),
    ({"substr": ["jsonlogic", 4, -2]}, {}, "log"),
    ({"merge": [[1], 2, [3, 4]]}, {}, [1, 2, 3, 4]),
    ({"+": ["3", 4]}, {}, 7),
    ({"-": [2]}, {}, -2),
    ({"*": [2, 3, 4]}, {}, 24),
    ({"/": [4, 0]}, {}, None),
    ({"%": [101, 2]}, {}, 1),
    ({"max": [1, 5, 3]}, {}, 5),
    ({"min": [1, "x"]}, {}, None),
    ({"map": [{"var": "n"}, {"*": [{"var": ""}, 2]}]}, {"n": [1, 2]}, [2, 4]),
    ({"filter": [{"var": "n"}, {">": [{"var": ""}, 1]}]}, {"n": [1, 2]}, [2]),
    ({"all": [[], True]}, {}, False),
    ({"some": [[1, 2], {">": [{"var": ""}, 1]}]}, {}, True),
    ({"none": [[], True]}, {}, True),
    ({"reduce": [[1, 2, 3], {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]}, {}, 6),
]


@pytest.mark.parametrize(("rule", "data", "expected"), EXAMPLES)
def test_rules_give_what_jsonlogic_says(rule, data, expected):
    assert compile_rule(rule)(data) == expected


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"jump": [1]}, "no operator 'jump'"),
        ({"==": [1]}, "takes 2 arguments"),
        ({"==": [1, 2], "<": [1, 2]}, "exactly one operator"),
        ({"and": [{"or": [{"log": 1}]}]}, "(at /and/0/or/0/log)"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_its_place(rule, words):
    with pytest.raises(BadRule) as error:
        compile_rule(rule)

    assert words in str(error.value)


def test_nesting_without_end_is_refused():
    rule = True
    for _ in range(60):
        rule = {"!": [rule]}

    with pytest.raises(BadRule):
        compile_rule(rule)


def test_names_are_those_of_the_data_and_not_of_list_members():
    rule = {"and": [{"var": "bin"}, {"some": [{"var": "where"}, {"var": "inside"}]},
                    {"missing": ["address.uprn"]}]}  # fmt: skip

    assert sorted(names_in(rule)) == ["address.uprn", "bin", "where"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    ),
    max_leaves=6,
)
rules = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "b.c", "1"])
    | st.builds(lambda name: {"var": name}, st.sampled_from(["", "a", "b", "a.b", "0"])),
    lambda inner: st.builds(
        lambda operator, parts: {operator: parts},
        st.sampled_from(sorted(OPERATORS)),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.slow
@given(rule=rules, data=values)
@settings(max_examples=400, deadline=None)
def test_no_rule_that_compiles_fails_on_any_data(rule, data):
    try:
        run = compile_rule(rule)
    except BadRule:
        return

    truthy(run(data))
