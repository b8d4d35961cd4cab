"""Tariffs as a council's file and rows hold them, made into what prices are worked out by."""

from collections.abc import Mapping
from typing import Any

from moothall.kernel.errors import MoothallError
from moothall.verticals.parking.tariff import DAY_MINUTES, Band, Bands, Steps, Tariff, Window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class TariffWrong(MoothallError):
    """A tariff says something that cannot be charged; the message says what."""


def read_tariff(data: Mapping[str, Any]) -> Tariff:
    """
    Return a tariff as it is written down, whose shape the schema has looked at.

    :raises TariffWrong: if windows overlap, a longer stay would be cheaper, or a stay has no price
    """
    most = data.get("max_stay_minutes")
    windows = tuple(_window(one) for one in data["charges"])
    _no_overlap(windows)
    for window in windows:
        if isinstance(window.price, Bands):
            _bands_are_sound(window.price, most)
    return Tariff(
        windows=windows,
        free_minutes=data.get("free_minutes", 0),
        max_stay_minutes=most,
        no_return_minutes=data.get("no_return_minutes", 0),
        day_max_pence=data.get("day_max_pence"),
        gives_back_unused=data.get("gives_back_unused", False),
        bank_holidays=data.get("bank_holidays", "charged"),
    )


def _window(data: Mapping[str, Any]) -> Window:
    begins, ends = _minute(data["begins"]), _minute(data["ends"])
    if begins >= ends:
        raise TariffWrong(
            f"{data['begins']} is not before {data['ends']}: cut a window in two at midnight"
        )
    return Window(
        days=frozenset(WEEKDAYS.index(day) for day in data["days"]),
        begins=begins,
        ends=ends,
        price=_price(data),
    )


def _price(data: Mapping[str, Any]) -> Bands | Steps:
    if "step" in data:
        return Steps(data["step"]["minutes"], data["step"]["pence"])
    return Bands(tuple(Band(one["pence"], one.get("up_to_minutes")) for one in data["bands"]))


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    found = int(hours) * 60 + int(minutes)
    if found > DAY_MINUTES:
        raise TariffWrong(f"{clock} is no time of a day")
    return found


def _no_overlap(windows: tuple[Window, ...]) -> None:
    for number, one in enumerate(windows):
        for other in windows[number + 1 :]:
            if one.days & other.days and one.begins < other.ends and other.begins < one.ends:
                raise TariffWrong("two windows overlap")


def _bands_are_sound(price: Bands, most: int | None) -> None:
    lengths = [band.up_to_minutes for band in price.bands]
    if None in lengths[:-1]:
        raise TariffWrong("only the last band may be for any length")
    known = [length for length in lengths if length is not None]
    pence = [band.pence for band in price.bands]
    if known != sorted(set(known)) or pence != sorted(pence):
        raise TariffWrong("a longer band must not be cheaper, and none stands twice")
    if lengths[-1] is not None and (most is None or most > lengths[-1]):
        raise TariffWrong("no band has a price for the longest stay")
