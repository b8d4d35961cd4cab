"""The list of the thirty-seven rules: each has tests, and each test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

CHECKOUT = Path(settings.CHECKOUT)
LIST = Path(__file__).with_name("README.md")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
RULES = {int(number): tests for number, _rule, tests in ROW.findall(LIST.read_text("utf-8"))}


@cache
def defined_in(file):
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    names = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


def test_all_thirty_seven_are_there():
    assert list(RULES) == list(range(1, 38))


@pytest.mark.parametrize("number", RULES)
def test_each_rule_names_tests_that_exist(number):
    named = TEST.findall(RULES[number])

    assert len(named) >= 2
    assert [(file, name) for file, name in named if name not in defined_in(file)] == []


def test_each_test_of_this_folder_is_in_the_list():
    """A failure that is provoked here and named nowhere would be found by nobody."""
    named = {name for tests in RULES.values() for _file, name in TEST.findall(tests)}
    here = {
        name
        for file in LIST.parent.glob("test_*.py")
        if file.name != Path(__file__).name
        for name in defined_in(str(file.relative_to(CHECKOUT)))
    }

    assert here - named == set()
