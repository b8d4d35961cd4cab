import sys

import pytest

from moothall.kernel.registry import Registry


class Bell:
    key = "bell"


def test_a_part_is_found_by_its_key_and_listed():
    parts = Registry("part")
    bell = parts.register(Bell())

    assert parts.get("bell") is bell
    assert list(parts) == [bell]
    assert "bell" in parts


def test_two_parts_of_one_key_are_a_mistake():
    parts = Registry("part")
    parts.register(Bell())

    with pytest.raises(ValueError, match="two kinds of part"):
        parts.register(Bell())
    with pytest.raises(ValueError, match="two kinds of part"):
        parts.register_path("bell", "somewhere:Bell")


def test_an_unknown_key_is_answered_with_those_there_are():
    parts = Registry("part")
    parts.register_path("bell", f"{__name__}:Bell")

    with pytest.raises(LookupError, match="known: bell"):
        parts.get("gong")


def test_a_part_by_path_is_made_at_first_use_and_once():
    parts = Registry("part")
    parts.register_path("bell", f"{__name__}:Bell")

    assert "bell" in parts
    assert parts.get("bell") is parts.get("bell")
    assert [part.key for part in parts] == ["bell"]
    assert __name__ in sys.modules
