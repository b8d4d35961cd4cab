"""What the members of a form's document are called by people who have never seen one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: The settings of questions, by their names in the document.
SETTING_WORDS: Mapping[str, Any] = {
    "shortest": _("Fewest characters"),
    "longest": _("Most characters"),
    "pattern": _("Pattern"),
    "least": _("Lowest answer"),
    "most": _("Highest answer"),
    "decimals": _("Places after the point"),
    "unit": _("Unit"),
    "earliest_days": _("Earliest day"),
    "latest_days": _("Latest day"),
    "earliest_working_days": _("Working days that we need before it"),
    "on_working_days": _("Only on working days"),
    "not_before": _("Not before the day in another answer"),
    "not_after": _("Not after the day in another answer"),
    "earliest_time": _("Earliest time"),
    "latest_time": _("Latest time"),
    "not_listed": _("An address that is not in our list may be typed"),
    "anywhere": _("May be outside the council’s area"),
    "abroad": _("May be in another country"),
    "most_files": _("Most files"),
    "images_only": _("Only photos"),
    "archives": _("A zip file may be among them"),
    "kinds": _("What a file may be"),
    "is_needed": _("We need this one"),
    "postcodes": _("Postcodes served"),
    "with_roll_number": _("Also ask for a building society roll number"),
    "as": _("What it comes to"),
    "is_shown": _("People see it"),
    "activity": _("What is booked"),
    "people": _("For how many people"),
    "people_from": _("Answer that says for how many"),
    "place": _("Only at this place"),
    "place_from": _("Answer that says at which place"),
    "near_from": _("Answer from which the nearest place comes first"),
    "step_free": _("Only places without steps"),
    "step_free_from": _("Answer that says whether it must be without steps"),
}

#: Everything else of a document, in the order in which one reads it.
MEMBER_WORDS: Mapping[str, Any] = {
    "slug": _("Address of the form"),
    "title": _("Heading"),
    "introduction": _("What it is for"),
    "needs": _("What people need to have at hand"),
    "after": _("Words below the start button"),
    "lgsl": _("Service number (LGSL)"),
    "lgil": _("Interaction number (LGIL)"),
    "topic": _("Topic in the library"),
    "service_standard": _("What the council promises"),
    "drafted_by_machine": _("Languages drafted by a machine"),
    "privacy": _("What you do with the answers"),
    "label": _("Words"),
    "value": _("How much"),
    "declaration": _("What people declare by sending"),
    "query": _("Questions that the address may fill in"),
    "token": _("Questions that a partner may fill in"),
    "days": _("Days"),
    "remind_days": _("Days before the end that a reminder is sent"),
    "amount": _("Amount"),
    "for": _("What it is for"),
    "when": _("When"),
    "email": _("Email address"),
    "statement": _("What the signer declares"),
    "service_type": _("Service"),
    "service_types": _("Other service by the answers"),
    "summary": _("One line about it"),
    "details": _("Answers that the case shows"),
    "location": _("Answer that says where it is"),
    "category": _("Category of the case"),
    "priority": _("How urgent it is"),
    "destinations": _("Who else is told"),
    "kind": _("Kind"),
    "team": _("Team"),
    "to": _("Email address"),
    "system": _("System"),
    "next_steps": _("What happens next"),
    "next_time": _("Next time"),
    "body": _("Words above the questions"),
    "show_when": _("Who sees it"),
    "at_least_one": _("At least one must be answered"),
    "of": _("Questions"),
    "message": _("Said when none of them is answered"),
    "section": _("Part of the form"),
    "one": _("What one of them is called"),
    "check": _("Check"),
    "checks": _("Checks"),
    "type": _("Kind of answer"),
    "hint": _("Hint"),
    "short_label": _("Short name"),
    "required": _("People must answer this"),
    "missing": _("Said when there is no answer"),
    "wrong": _("Said when the answer will not do"),
    "too_short": _("Said when it is too short"),
    "too_long": _("Said when it is too long"),
    "too_small": _("Said when it is too small"),
    "too_big": _("Said when it is too big"),
    "too_early": _("Said when it is too early"),
    "too_late": _("Said when it is too late"),
    "outside": _("Said when it is outside the area"),
    "alone": _("Cannot be chosen with others"),
    "help": _("More help"),
    "name": _("What other systems call this answer"),
    "wipe_after_days": _("Days after which the answer is deleted"),
    "calculate": _("How it is worked out"),
}

_ITEM_WORDS: Mapping[str, Any] = {
    "options": _("Answer “%(name)s”"),
    "kinds": _("File “%(name)s”"),
    "figures": _("Figure “%(name)s”"),
    "sections": _("Part “%(name)s”"),
    "destinations": _("Who else is told, “%(name)s”"),
}

#: Words of the document's own that stand for something.
_VALUE_WORDS: Mapping[tuple[str, str], Any] = {
    ("kind", "email"): _("Email"),
    ("kind", "webhook"): _("Another system"),
    ("kind", "questions"): _("Questions"),
    ("kind", "information"): _("Words to read"),
    ("kind", "exit"): _("The end of the journey"),
    ("kind", "repeat"): _("Questions about several things"),
    ("as", "number"): _("A number"),
    ("as", "money"): _("Money, in pence"),
    ("as", "text"): _("Words"),
    ("as", "yes_no"): _("Yes or no"),
}


_ORDER = (*MEMBER_WORDS, *SETTING_WORDS)


def in_reading_order(names: Iterable[str]) -> list[str]:
    """Return the members of a part in the order in which one reads them; a database keeps none."""
    return sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


def member_words(name: str) -> str:
    """Return what a member of a document is called; its own name where we know no better."""
    words = SETTING_WORDS.get(name) or MEMBER_WORDS.get(name)
    return name.replace("_", " ") if words is None else str(words)


def item_words(within: str, name: str) -> str:
    """Return what an item of a list is called."""
    words = _ITEM_WORDS.get(within)
    return name if words is None else str(words) % {"name": name}


def value_words(name: str, value: str) -> str:
    """Return what a value of a member is called; itself where it is somebody's own word."""
    return str(_VALUE_WORDS.get((name, value), value))
