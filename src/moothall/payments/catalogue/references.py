"""
The references that payers type: how one looks, which check it must pass, what is wrong with it.

A shape says how many signs there are and of which kind: `9` is a digit, `A` a letter, `?` either,
and any other sign stands for itself: `CT9999999` is CT and seven digits. Blanks and dashes do not
count, since people read references off bills in groups.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

_DIGIT, _LETTER, _EITHER = "9", "A", "?"
_GROUPING = re.compile(r"[\s\-‐-―./]+")
_ELEVEN, _NINETY_SEVEN, _TEN = 11, 97, 10
_TEN_IS_X = 10
_FIRST_WEIGHT, _LAST_WEIGHT = 2, 7
_THREE = 3
_LEAST = 3


class ReferenceWrong(ValueError):
    """A reference that cannot be one, with a sentence that says why."""


def passes_modulus_11(text: str) -> bool:
    """
    Tell whether the last sign fits: from the right, digits weigh 2 to 7 and again; X is ten.

    It finds every single wrong digit and every two that changed places.
    """
    body, last = _digits(text[:-1]), text[-1:]
    weighed = sum(
        digit * (_FIRST_WEIGHT + place % (_LAST_WEIGHT - _FIRST_WEIGHT + 1))
        for place, digit in enumerate(reversed(body))
    )
    wanted = -weighed % _ELEVEN
    return last == ("X" if wanted == _TEN_IS_X else str(wanted))


def passes_modulus_97(text: str) -> bool:
    """Tell whether the whole, letters as 10 to 35, leaves 1 of 97 (ISO 7064, as in an IBAN)."""
    figures = "".join(str(int(sign, 36)) for sign in text)
    return int(figures) % _NINETY_SEVEN == 1


def passes_modulus_10(text: str) -> bool:
    """
    Tell whether digits weighed 3 and 1 in turn from the right sum to tens, as in a bar code.

    It is not the test of card numbers, so that a long reference is not taken for a card.
    """
    digits = list(reversed(_digits(text)))
    return sum(digit * (_THREE if at % 2 else 1) for at, digit in enumerate(digits)) % _TEN == 0


CHECKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "modulus_11": passes_modulus_11,
        "modulus_97": passes_modulus_97,
        "modulus_10": passes_modulus_10,
    }
)


@dataclass(frozen=True, kw_only=True)
class ReferenceFormat:
    """How the references of one payable look."""

    shapes: Sequence[str]
    check: str = ""
    example: str = ""

    def read(self, typed: str) -> str:
        """
        Return a reference as it is kept: in capitals, without blanks and dashes.

        :raises ReferenceWrong: with a sentence that says what is wrong
        """
        text = comparable(typed)
        if not self.shapes:
            return text
        problems = [_problem(text, comparable(shape)) for shape in self.shapes]
        if all(problems):
            raise ReferenceWrong(self._nearest(text, problems))
        if self.check and not CHECKS[self.check](text):
            raise ReferenceWrong(
                _("There is a mistake in it. Compare each letter and number with your bill.")
            )
        return text

    def problem(self) -> str:
        """Return why this is no usable format, for whoever sets it up, or nothing."""
        if self.check and self.check not in CHECKS:
            return f"there is no check called {self.check} (known: {', '.join(sorted(CHECKS))})"
        if any(len(comparable(shape)) < _LEAST for shape in self.shapes):
            return f"a shape of a reference has at least {_LEAST} signs"
        if not self.example:
            return "show an example of a reference" if self.shapes else ""
        try:
            self.read(self.example)
        except ReferenceWrong as wrong:
            return f"the example {self.example} is none: {wrong}"
        return ""

    def _nearest(self, text: str, problems: Sequence[str]) -> str:
        """Return what is wrong by the shape of the same length, or the first."""
        lengths = [len(comparable(shape)) for shape in self.shapes]
        if len(text) not in lengths and len(set(lengths)) > 1:
            return _lengths_differ(_(" or ").join(map(str, sorted(set(lengths)))), text)
        at = lengths.index(len(text)) if len(text) in lengths else 0
        return problems[at]


def comparable(typed: str) -> str:
    """Return what was typed in capitals, without the signs that only group it."""
    return _GROUPING.sub("", typed).upper()


def _problem(text: str, shape: str) -> str:
    """Return what is wrong with a reference by one shape, or nothing."""
    if len(text) != len(shape):
        return _lengths_differ(str(len(shape)), text)
    start = re.match(r"[^9A?]*", shape)
    fixed = start.group() if start else ""
    if fixed and not text.startswith(fixed):
        return _("It begins with %(fixed)s.") % {"fixed": fixed}
    for place, (sign, wanted) in enumerate(zip(text, shape, strict=True), start=1):
        wrong = _wrong_sign(sign, wanted)
        if wrong:
            return wrong % {"place": place, "sign": sign, "wanted": wanted}
    return ""


def _lengths_differ(wanted: str, text: str) -> str:
    return _("It has %(wanted)s letters and numbers. You typed %(typed)s.") % {
        "wanted": wanted,
        "typed": len(text),
    }


def _wrong_sign(sign: str, wanted: str) -> str:
    is_digit, is_letter = sign in "0123456789", "A" <= sign <= "Z"
    if wanted == _DIGIT:
        return "" if is_digit else _("Sign %(place)s must be a digit, not “%(sign)s”.")
    if wanted == _LETTER:
        return "" if is_letter else _("Sign %(place)s must be a letter, not “%(sign)s”.")
    if wanted == _EITHER:
        fits = is_digit or is_letter
        return "" if fits else _("Sign %(place)s must be a letter or a digit, not “%(sign)s”.")
    return "" if sign == wanted else _("Sign %(place)s must be “%(wanted)s”, not “%(sign)s”.")


def _digits(text: str) -> list[int]:
    return [int(sign) for sign in text if sign in "0123456789"]
