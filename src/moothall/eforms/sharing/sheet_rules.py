"""
Sentences of a spreadsheet that say when a question is asked, such as `Type of waste is Garden`.

A sentence names a question of an earlier row (or its part before the question mark), says something
of its answer and, with most, a value. Several are joined by "and" or by "or", never by both.
"""

import re
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.sentences import Says
from moothall.eforms.sharing.asked import Asked, Names, Unsayable, said_of
from moothall.eforms.sharing.rules import both, either, opposite

#: What can be said, the longer words before those with which they begin.
VERBS: Final = (
    ("does not include", Says.LEAVES_OUT),
    ("is not answered", Says.NOT_GIVEN),
    ("is on or before", Says.AT_MOST),
    ("is on or after", Says.AT_LEAST),
    ("is more than", Says.MORE),
    ("is less than", Says.LESS),
    ("is at least", Says.AT_LEAST),
    ("is answered", Says.GIVEN),
    ("is at most", Says.AT_MOST),
    ("is before", Says.LESS),
    ("is after", Says.MORE),
    ("includes", Says.INCLUDES),
    ("is not", Says.IS_NOT),
    ("is", Says.IS),
)
_QUOTES = "“”\"'‘’ "
_HOW = gettext_lazy("write it like “Type of waste is Garden”")
_LONGEST = 1_000
_WRITTEN = frozenset({"text", "textarea", "email"})
_CLAUSE = re.compile(r" (and|or) .* (is|includes|does not include)\b", re.IGNORECASE)
_SAID_ALONE = frozenset({Says.GIVEN, Says.NOT_GIVEN})


def rule_of_sentence(sentence: str, names: Names) -> Any:
    """
    Return the rule that a sentence stands for.

    :raises Unsayable: if it is not understood, or looks at what no earlier row asks
    """
    clauses = _clauses(" ".join(sentence.split())[:_LONGEST], names)
    joins = {join for join, *_clause in clauses[1:]}
    if len(joins) > 1:
        raise Unsayable(_("it says both “and” and “or”; say one of them, or set it in the form"))
    rules = [_said(names.called(name), says, value) for _join, name, says, value in clauses]
    return either(rules) if joins == {"or"} else both(rules)


def _clauses(sentence: str, names: Names) -> list[tuple[str, str, Says, str]]:
    """Return the parts of a sentence, each with the word before it: a part begins by a question."""
    found: list[tuple[str, str, Says, str]] = []
    pieces = re.split(r" (and|or) ", f" and {sentence}", flags=re.IGNORECASE)
    for join, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        begun = _begun(piece, names)
        if begun is not None:
            found.append((join.lower(), *begun))
        elif found:
            earlier, name, says, value = found[-1]
            found[-1] = (earlier, name, says, f"{value} {join} {piece}")
        else:
            raise Unsayable(
                _("“%(name)s” names no question of an earlier row; %(how)s")
                % {"name": piece, "how": _HOW}
            )
    return found


def _begun(piece: str, names: Names) -> tuple[str, Says, str] | None:
    """Return the question that a part begins with, what is said of it, and the value."""
    plain = piece.lstrip(_QUOTES)
    folded = plain.casefold()
    found = [name for name in names.asked if folded.startswith(name.casefold())]
    for name in sorted(found, key=len, reverse=True):
        rest = plain[len(name) :].lstrip(_QUOTES + "?")
        for words, says in VERBS:
            if re.match(rf"{words}\b", rest, re.IGNORECASE):
                return name, says, rest[len(words) :].strip(_QUOTES + ".")
    return None


def _said(asked: Asked, says: Says, value: str) -> Any:
    if says in _SAID_ALONE:
        return said_of(asked, says)
    if not value:
        raise Unsayable(_("it compares with nothing; %(how)s") % {"how": _HOW})
    if asked.type in _WRITTEN and _CLAUSE.search(value):
        raise Unsayable(
            _("“%(name)s” names no question of an earlier row; %(how)s")
            % {"name": value, "how": _HOW}
        )
    values = _options(asked, value) or [value]
    found = [said_of(asked, _POSITIVE.get(says, says), one) for one in values]
    return opposite(either(found)) if says in _POSITIVE else either(found)


def _options(asked: Asked, value: str) -> list[str]:
    """Return the options that a value names, with "or" between several; none where others are."""
    left, found = value.strip(_QUOTES), []
    options = sorted(asked.values, key=len, reverse=True)
    while left:
        named = [one for one in options if left.casefold().startswith(one.casefold())]
        if not named:
            return []
        found.append(named[0])
        left = left[len(named[0]) :].lstrip(_QUOTES + ",")
        left = re.sub(r"^or\b", "", left, flags=re.IGNORECASE).lstrip(_QUOTES)
    return found


_POSITIVE = {Says.IS_NOT: Says.IS, Says.LEAVES_OUT: Says.INCLUDES}
