"""What the conditions of another product name: its questions and its values, as they are here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import Clause, Says, Sentence, can_be_said_of, rule_of
from moothall.eforms.sharing.rules import both, opposite

_CHOSEN = frozenset({"radios", "select"})
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
#: Nothing counts as nought when numbers are compared, and would be "less".
_FEW = frozenset({Says.LESS, Says.AT_MOST})
_AMONG = {Says.IS: Says.INCLUDES, Says.IS_NOT: Says.LEAVES_OUT}
_PENCE = 100


class Unsayable(Exception):
    """A condition cannot be said by a rule of ours; the message says why, for the person."""


@dataclass(frozen=True)
class Asked:
    """A question that was brought over, and which of our values stands for each of theirs."""

    question: Mapping[str, Any]
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the question's key."""
        return str(self.question["key"])

    @property
    def type(self) -> str:
        """Return the question's type."""
        return str(self.question["type"])


@dataclass
class Names:
    """Questions by what the other product calls them."""

    asked: dict[str, Asked] = field(default_factory=dict)

    def add(self, asked: Asked, *names: str) -> None:
        """Remember a question; who came first keeps a name."""
        for name in names:
            if name:
                self.asked.setdefault(name, asked)

    def called(self, name: str) -> Asked:
        """
        Return the question of this name.

        :raises Unsayable: if there is none
        """
        if name not in self.asked:
            raise Unsayable(
                _("it looks at “%(name)s”, which no question asks for") % {"name": name}
            )
        return self.asked[name]

    def of(self, key: str) -> Asked:
        """
        Return the question that has this key here.

        :raises Unsayable: if there is none
        """
        found = next((one for one in self.asked.values() if one.key == key), None)
        if found is None:
            raise Unsayable(_("no question was brought over as “%(key)s”") % {"key": key})
        return found

    def covers(self, key: str, values: list[Any]) -> bool:
        """Tell whether these are all the answers that a question can have."""
        asked = self.of(key)
        if asked.question.get("required") is False:
            return False
        if asked.type == "yes_no":
            return {True, False} <= set(values)
        options = {one["value"] for one in asked.question.get("options", ())}
        return bool(options) and options <= set(values)


def said_of(asked: Asked, says: Says, value: Any = None) -> Any:
    """
    Return the rule that says this of an answer.

    :raises Unsayable: if it cannot be said of such an answer, or of no such value
    """
    if value is None or value == "":
        says = {Says.IS: Says.NOT_GIVEN, Says.IS_NOT: Says.GIVEN}.get(says, says)
    if says in (Says.GIVEN, Says.NOT_GIVEN):
        return _rule(asked, says)
    if asked.type == "yes_no":
        wanted = _rule(asked, Says.YES if _yes_or_no(value) else Says.NO)
        return wanted if says is Says.IS else opposite(wanted)
    if asked.type == "checkboxes":
        says = _AMONG.get(says, says)
    if says not in can_be_said_of(_compared_as(asked.type)):
        raise Unsayable(
            _("answers to “%(question)s” cannot be compared so")
            % {"question": asked.question["label"]["en"]}
        )
    rule = _rule(asked, says, our_value(asked, value))
    is_number = asked.type in ("number", "money")
    return both([_rule(asked, Says.GIVEN), rule]) if is_number and says in _FEW else rule


def our_value(asked: Asked, value: Any) -> Any:
    """
    Return a value of theirs as answers hold it here.

    :raises Unsayable: if the question has no such answer
    """
    if asked.type in _CHOSEN or asked.type == "checkboxes":
        if str(value) not in asked.values:
            raise Unsayable(
                _("“%(value)s” is no option of “%(question)s”")
                % {"value": value, "question": asked.question["label"]["en"]}
            )
        return asked.values[str(value)]
    if asked.type == "yes_no":
        return _yes_or_no(value)
    try:
        if asked.type in ("number", "money"):
            number = float(value) * (_PENCE if asked.type == "money" else 1)
            return int(number) if number.is_integer() else number
        return date.fromisoformat(str(value)[:10]).isoformat() if asked.type == "date" else value
    except (TypeError, ValueError, OverflowError) as error:
        raise Unsayable(
            _("“%(value)s” is no answer to “%(question)s”")
            % {"value": value, "question": asked.question["label"]["en"]}
        ) from error


def _yes_or_no(value: Any) -> bool:
    word = str(value).casefold()
    if word not in _YES | _NO:
        raise Unsayable(_("“%(value)s” is neither yes nor no") % {"value": value})
    return word in _YES


def _compared_as(question_type: str) -> str:
    return "text" if question_type == "email" else question_type


def _rule(asked: Asked, says: Says, *values: Any) -> Any:
    return rule_of(Sentence((Clause(asked.key, says, values),)))
