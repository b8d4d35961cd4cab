"""Accounts belong to their sort codes by the published checks."""

import pytest

from moothall.kernel.modulus import may_exist, parse_weights

WEIGHTS = """
089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1
107999 107999 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1
202900 202999 MOD11 0 0 0 0 0 0 0 7 6 5 4 3 2 1
202900 202999 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1
180002 180002 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 14
118765 118765 DBLAL 0 0 0 0 0 0 2 1 2 1 2 1 2 1 1
820000 820000 MOD11 0 0 0 0 0 0 0 7 3 4 9 2 0 0
820000 820000 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 3
200915 200915 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 6
772798 772798 MOD11 0 0 1 3 2 1 8 7 6 5 4 3 2 1 7
"""


@pytest.mark.parametrize(
    ("sort_code", "account", "is_right"),
    [
        ("089999", "66374958", True),
        ("089999", "66374959", False),
        ("107999", "88837491", True),
        ("107999", "88837493", False),
        ("202959", "63748472", True),
        ("202959", "63748471", False),
        ("180002", "00000190", True),
        ("180002", "00000192", False),
        ("200915", "41011166", True),
        ("999999", "12345678", True),
    ],
)
def test_an_account_number_belongs_to_its_sort_code(sort_code, account, is_right):
    assert may_exist(sort_code, account, parse_weights(WEIGHTS)) is is_right


def test_a_table_that_is_none_is_refused_with_its_line():
    with pytest.raises(ValueError, match="line 2"):
        parse_weights("089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1\n<html>")
