"""Whose a secret is stands in its name."""

import pytest

from moothall.councils.models import Council
from moothall.councils.queries import has_secret_of_name
from moothall.kernel import short_memory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("northvale-bins", True),
        ("northvale-east-bins", False),
        ("northvale", False),
        ("northvalebins", False),
        ("card-company", False),
    ],
)
def test_a_secret_is_the_councils_whose_word_its_name_begins_with(
    northvale, southmere, name, is_own
):
    Council.objects.filter(pk=southmere.id).update(slug="northvale-east")
    short_memory.forget_all()

    assert has_secret_of_name(northvale.id, name) is is_own
    assert has_secret_of_name(southmere.id, name) is (name == "northvale-east-bins")
