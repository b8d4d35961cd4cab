import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.sharing.bringing import bring
from moothall.eforms.tests.factories import document, options, page, question

BASE = document(
    page("one", question("colour", "radios", options=options("red", "blue"))),
    page("two", question("words"), show_when={"==": [{"var": "colour"}, "red"]}),
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(
    st.sampled_from(["en", "key", "var", "==", "and", "label", "type"]), SCALARS, max_size=3
)  # fmt: skip


def places(part, path=()):
    """Return the path of every part of a document."""
    yield path
    inner = part.items() if isinstance(part, dict) else ()
    inner = enumerate(part) if isinstance(part, list) else inner
    for step, one in inner:
        yield from places(one, (*path, step))


def replaced(part, path, value):
    """Return a document with another value at a path."""
    if not path:
        return value
    copy = part.copy()
    copy[path[0]] = replaced(part[path[0]], path[1:], value)
    return copy


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(places(BASE))[1:]), VALUES)
def test_a_brought_document_with_any_part_put_wrong_is_judged_and_never_breaks(path, value):
    wrong = replaced(BASE, path, value)

    assert isinstance(mistakes(wrong, Circumstances(services={"general-enquiry"})), list)


def test_a_document_alone_is_brought_in_as_it_is():
    assert bring("x.json", json.dumps(BASE).encode()).document == BASE
