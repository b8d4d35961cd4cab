"""
Pages that point to the next ones, made into pages that say when each is shown.

A page depends on a choice of the way if one of its ways always leads there and another may not
("control dependence", as compilers have it). So a page at which ways meet again needs no rule, and
a page that is skipped needs the rule of the choice alone.
"""

import heapq
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.sharing.asked import Names
from moothall.eforms.sharing.rules import (
    ALWAYS,
    NEVER,
    both,
    either,
    exclude,
    needs_an_answer,
    opposite,
    said_values,
)

#: Where every way ends.
END: Final = ""
#: Nobody can read a longer rule.
_LONGEST = 4_000


class Circular(Exception):
    """The ways lead back to where they came from."""


@dataclass(frozen=True)
class Way:
    """A way on, and the rule under which it is taken; of several the first that holds is."""

    to: str
    rule: Any = ALWAYS
    #: Whether the rule could be said; where not, this way and those after it may be taken.
    is_known: bool = True


@dataclass(frozen=True)
class Stop:
    """A page on the way, the keys of what it asks, and its ways on; without any it is the last."""

    name: str
    keys: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    #: Whether the journey ends there and nothing is handed in.
    is_exit: bool = False


@dataclass(frozen=True)
class Shown:
    """A page in its new place, and the rule under which it is shown."""

    name: str
    rule: Any = ALWAYS
    is_exit: bool = False
    #: Why the rule could not be said; the page is then shown to all.
    problem: str = ""


def pages_shown(stops: Sequence[Stop], start: str, names: Names) -> list[Shown]:
    """
    Return the pages in an order in which none comes before what leads to it, each with its rule.

    An exit follows each page that leads to it. What nothing leads to comes last and is never shown.

    :raises Circular: if a way leads back
    """
    by_name = {one.name: one for one in stops}
    exits = {one.name for one in stops if one.is_exit and one.name != start}
    goes_on = {END, *by_name} - exits
    taken = {name: _taken(one, goes_on, names) for name, one in by_name.items()}
    order = _in_order(list(by_name), start, taken)
    depends = _depends(order, taken, _always_lead_to(order, taken))
    rules: dict[str, Any] = {}
    found = []
    for name in order:
        rule, problem = _short(_reached(by_name, rules, depends[name]))
        rules[name] = rule
        found.append(Shown(name, rule, problem=problem))
        leaving = _taken(by_name[name], {END, *by_name}, names)
        for exit_page in leaving.keys() & exits:
            left, problem = _short(_through(by_name[name], leaving[exit_page], rule))
            found.append(Shown(exit_page, left, is_exit=True, problem=problem))
    came = {one.name for one in found}
    return found + [Shown(one.name, NEVER) for one in stops if one.name not in came]


def _reached(
    stops: Mapping[str, Stop], rules: Mapping[str, Any], choices: Sequence[tuple[str, Any]]
) -> Any:
    """Return when one comes to a page: one of the choices on which it depends leads there."""
    if not choices:
        return ALWAYS
    return either(_through(stops[source], rule, rules[source]) for source, rule in choices)


def _short(rule: Any) -> tuple[Any, str]:
    """Return a rule, or that there is none that anybody could read."""
    if len(json.dumps(rule)) > _LONGEST:
        return ALWAYS, _("too many ways lead there to say it in one rule")
    return rule, ""


def _depends(
    order: Sequence[str],
    taken: Mapping[str, Mapping[str, Any]],
    meets: Mapping[str, frozenset[str]],
) -> dict[str, list[tuple[str, Any]]]:
    """Return for each page the choices of the way that decide whether one comes to it."""
    found: dict[str, list[tuple[str, Any]]] = {name: [] for name in order}
    for source in order:
        for target, rule in taken[source].items():
            for name in meets[target] - meets[source]:
                found[name].append((source, rule))
    return found


def _taken(stop: Stop, places: Collection[str], names: Names) -> dict[str, Any]:
    """Return where a page leads, and the rule under which it does: that none before it holds."""
    before: list[Any] = []
    found: dict[str, list[Any]] = {}
    for way in (one for one in stop.ways if one.to in places):
        others = [opposite(one) for one in before if not exclude(one, way.rule)]
        found.setdefault(way.to, []).append(both([way.rule, *others]))
        if way.is_known:
            before.append(way.rule)
    if not before or (before[-1] is not ALWAYS and not _covers(before, names)):
        found.setdefault(END, []).append(both(map(opposite, before)))
    rules = {to: either(several) for to, several in found.items()}
    rules = {to: rule for to, rule in rules.items() if rule is not NEVER}
    return rules if len(rules) > 1 else dict.fromkeys(rules, ALWAYS)


def _covers(rules: list[Any], names: Names) -> bool:
    said = said_values(rules)
    return said is not None and names.covers(*said)


def _in_order(names: list[str], start: str, taken: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what can be reached, each after all that lead to it, else as in the file."""
    onward = {name: [to for to in ways if to != END] for name, ways in taken.items()}
    reached = _reached_from(start, onward)
    place = {name: number for number, name in enumerate(names)}
    count = Counter(target for source in reached for target in onward[source])
    ready = [place[name] for name in reached if not count[name]]
    heapq.heapify(ready)
    order = []
    while ready:
        name = names[heapq.heappop(ready)]
        order.append(name)
        count.subtract(onward[name])
        for target in onward[name]:
            if not count[target]:
                heapq.heappush(ready, place[target])
    if len(order) < len(reached):
        raise Circular
    return order


def _reached_from(start: str, onward: Mapping[str, Sequence[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = set(onward[waiting.pop()]) - reached
        reached |= new
        waiting += new
    return reached


def _always_lead_to(
    order: Sequence[str], taken: Mapping[str, Mapping[str, Any]]
) -> dict[str, frozenset[str]]:
    """Return for each page those that everybody who comes to it comes to, itself among them."""
    meets: dict[str, frozenset[str]] = {END: frozenset()}
    for name in reversed(order):
        ways = [meets[target] for target in taken[name]]
        meets[name] = frozenset.intersection(*ways) | {name} if ways else frozenset({name})
    return meets


def _through(source: Stop, rule: Any, shown: Any) -> Any:
    """Return when a way is taken: its page is shown, which an answer there says already."""
    return rule if needs_an_answer(rule, source.keys) else both([shown, rule])
