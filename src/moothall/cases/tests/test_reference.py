from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from moothall.cases.reference import (
    ReferenceNotValid,
    parse_reference,
    possible_references,
)
from moothall.kernel.spoken_characters import ALPHABET, check_character

bodies = st.integers(5, 7).flatmap(
    lambda size: st.text(st.sampled_from(ALPHABET), min_size=size, max_size=size)
)


def reference_of(body, prefix="ALD"):
    said = body + check_character(body)
    half = len(said) // 2
    return f"{prefix}-{said[:half]}-{said[half:]}"


def refused(text):
    try:
        parse_reference(text, prefix="ALD")
    except ReferenceNotValid:
        return True
    return False


@pytest.mark.slow
@given(bodies)
def test_a_reference_reads_back_as_itself(body):
    reference = reference_of(body)

    assert parse_reference(reference, prefix="ALD") == reference


@given(bodies, st.data())
def test_every_single_wrong_character_is_noticed(body, data):
    said = body + check_character(body)
    place = data.draw(st.integers(0, len(said) - 1))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != said[place]]))

    assert refused("ALD" + said[:place] + wrong + said[place + 1 :])


@given(bodies, st.data())
def test_every_swap_of_neighbours_is_noticed(body, data):
    said = body + check_character(body)
    place = data.draw(st.integers(0, len(said) - 2))
    swapped = said[:place] + said[place + 1] + said[place] + said[place + 2 :]

    assert swapped == said or refused("ALD" + swapped)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for reference in possible_references(text, ["ALD", "CWM"]):
        assert parse_reference(reference, prefix=reference[:3]) == reference


@given(bodies, st.sampled_from(["ALD", "SO", "FHJK"]))
def test_the_way_of_writing_is_forgiven(body, prefix):
    reference = reference_of(body, prefix)
    bare = reference.replace("-", "")

    for written in (
        reference.lower(),
        bare,
        f"  {' '.join(bare)} ",
        reference.removeprefix(prefix),
        reference.replace("-", "."),
    ):
        assert parse_reference(written, prefix=prefix) == reference


def test_what_looks_alike_is_taken_for_ours():
    reference = reference_of("5286Y")

    assert parse_reference("ald-SZB-GV" + reference[-1], prefix="ALD") == reference
    assert parse_reference("s0u" + reference[3:], prefix="SOU") == "SOU" + reference[3:]


def test_another_councils_prefix_is_not_ours():
    with pytest.raises(ReferenceNotValid):
        parse_reference(reference_of("4K79X", "CWM"), prefix="ALD")


@pytest.mark.django_db
def test_the_database_makes_references_that_read_back_and_never_meet():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_reference('ALD', n) FROM (SELECT generate_series(0, 1999) AS n "
            "UNION SELECT 2476099 + generate_series(-500, 500) "
            "UNION SELECT 2476099 + 47045881 + generate_series(-500, 500)) numbers"
        )
        made = [reference for (reference,) in cursor.fetchall()]

    assert len(set(made)) == len(made) == 4002
    assert all(parse_reference(reference, prefix="ALD") == reference for reference in made)
    assert {len(reference) for reference in made} == {11, 12, 13}


@pytest.mark.django_db
def test_neighbouring_numbers_have_nothing_in_common():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_reference('ALD', n) FROM generate_series(0, 199) n ORDER BY n")
        made = [reference[4:].replace("-", "") for (reference,) in cursor.fetchall()]

    agreeing = sum(
        one[place] == other[place] for one, other in pairwise(made) for place in range(5)
    )
    assert agreeing < 200  # of 995; by chance about 52
    assert made != sorted(made)
