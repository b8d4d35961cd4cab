"""
Conditions that XGov's forms hold as one line, such as `about.isPet == true and size != 'large'`.

An expression joins comparisons with `and`, `or`, `not` and brackets; `'x' in field` asks whether an
answer of several includes one.
"""

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import COMPARED, Says
from moothall.eforms.sharing.asked import Names, Unsayable, said_of
from moothall.eforms.sharing.rules import both, either, opposite

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>==|!=|>=|<=|>|<|\(|\))|(?P<name>[A-Za-z_][\w.\-]*))"
)
_SAYS = {"==": Says.IS, "!=": Says.IS_NOT, **COMPARED}
_CONSTANTS = {"true": True, "false": False}
_WORDS = frozenset({"and", "or", "not", "in"})
_LONGEST: Final = 2_000
_END = ("end", "")


def rule_of_expression(line: str, names: Names) -> Any:
    """
    Return the rule that a line stands for.

    :raises Unsayable: if it says what no rule of ours can, or looks at what is not asked
    """
    reader = _Reader(_tokens(line), names)
    rule = reader.any_of()
    if reader.next != _END:
        raise Unsayable(_("“%(words)s” is not understood") % {"words": line})
    return rule


def _tokens(line: str) -> list[tuple[str, str]]:
    found, place = [], 0
    line = line.strip()
    while place < len(line) <= _LONGEST:
        match = _TOKEN.match(line, place)
        if match is None or match.lastgroup is None:
            break
        word = match.group(match.lastgroup)
        found.append(("sign" if word in _WORDS else match.lastgroup, word))
        place = match.end()
    if place < len(line):
        raise Unsayable(_("“%(words)s” is not understood") % {"words": line[:80]})
    return [*found, _END]


class _Reader:
    """Reads tokens one after the other, each level of the grammar by a method."""

    def __init__(self, tokens: list[tuple[str, str]], names: Names) -> None:
        self._tokens, self._names, self._place = tokens, names, 0

    @property
    def next(self) -> tuple[str, str]:
        return self._tokens[self._place]

    def any_of(self) -> Any:
        rules = [self._all_of()]
        while self._takes("or"):
            rules.append(self._all_of())
        return either(rules)

    def _all_of(self) -> Any:
        rules = [self._one()]
        while self._takes("and"):
            rules.append(self._one())
        return both(rules)

    def _one(self) -> Any:
        if self._takes("not"):
            return opposite(self._one())
        if self._takes("("):
            rule = self.any_of()
            if not self._takes(")"):
                raise Unsayable(_("a bracket is not closed"))
            return rule
        return self._comparison()

    def _comparison(self) -> Any:
        kind, word = self._word()
        if self._takes("in"):
            _kind, name = self._word()
            return said_of(self._asked(name), Says.IS, _constant(kind, word))
        if self.next[0] != "sign" or self.next[1] not in _SAYS:
            return said_of(self._asked(word), Says.IS, value=True)
        says = _SAYS[self._word()[1]]
        other, value = self._word()
        if other == "end":
            raise Unsayable(_("“%(name)s” is compared with nothing") % {"name": word})
        if kind != "name" or (other == "name" and value not in _CONSTANTS):
            raise Unsayable(
                _("“%(name)s” is compared with “%(value)s”, and neither is a plain value")
                % {"name": word, "value": value}
            )
        return said_of(self._asked(word), says, _constant(other, value))

    def _asked(self, name: str) -> Any:
        plain = name.rpartition(".")[2]
        return self._names.called(name if name in self._names.asked else plain)

    def _word(self) -> tuple[str, str]:
        found = self.next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return found

    def _takes(self, sign: str) -> bool:
        if self.next != ("sign", sign):
            return False
        self._place += 1
        return True


def _constant(kind: str, word: str) -> Any:
    if kind == "text":
        return word[1:-1]
    return _CONSTANTS.get(word, word) if kind == "name" else word
