"""How parking says lengths, times and tariffs, in a reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.kernel.money import pounds
from moothall.payments.wording import words_in
from moothall.verticals.parking.models import ParkingPlace
from moothall.verticals.parking.tariff import DAY_MINUTES, Bands, Tariff, Window

_HOUR = 60
_WEEK_DAYS = 7
_NOON = 12


def name_in(words: Mapping[str, str], language: str) -> str:
    """Return words in a language, or in the first that there is."""
    return words_in(dict(words), language)


def parked_words(place: ParkingPlace, minutes: int, language: str) -> str:
    """Return what a card pays for, as baskets and receipts say it."""
    with translation.override(language):
        return _("Parking at %(place)s (%(code)s), %(length)s") % {
            "place": name_in(place.name, language),
            "code": place.code,
            "length": length_words(minutes),
        }


def length_words(minutes: int) -> str:
    """Return a length as people say it: 1 hour 30 minutes."""
    hours, rest = divmod(minutes, _HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours})
    if rest or not hours:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", rest) % {"num": rest})
    return " ".join(parts)


def clock_words(minute: int) -> str:
    """Return a minute of the day as people write it: 8am, 6:30pm, midnight."""
    if minute in {0, DAY_MINUTES}:
        return _("midnight")
    return _clock(*divmod(minute, _HOUR))


def end_words(moment: datetime, *, now: datetime) -> str:
    """Return when something ends: 3:15pm, with the day unless it is today."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    clock = _clock(local.hour, local.minute)
    if local.date() == today:
        return clock
    return _("%(clock)s on %(day)s") % {
        "clock": clock,
        "day": formats.date_format(local, "l j F"),
    }


def tariff_lines(tariff: Tariff) -> list[tuple[str, list[str]]]:
    """Return when a place charges and what, window by window, as its sign would."""
    return [(_when(window), _prices(window)) for window in tariff.windows]


def rules_lines(tariff: Tariff) -> list[str]:
    """Return the other rules of a place in sentences."""
    lines = []
    if tariff.free_minutes:
        lines.append(_("The first %(length)s cost nothing.") % _length(tariff.free_minutes))
    if tariff.max_stay_minutes is not None:
        lines.append(_("You can stay for %(length)s at most.") % _length(tariff.max_stay_minutes))
    if tariff.no_return_minutes:
        lines.append(_("Do not come back within %(length)s.") % _length(tariff.no_return_minutes))
    if tariff.day_max_pence is not None:
        lines.append(
            _("A day costs %(amount)s at most.") % {"amount": pounds(tariff.day_max_pence)}
        )
    if tariff.bank_holidays == "free":
        lines.append(_("Bank holidays are free."))
    if tariff.bank_holidays == "sunday":
        lines.append(_("Bank holidays cost what Sundays cost."))
    if tariff.gives_back_unused:
        lines.append(
            _("If you pay from your account and stop early, you get back what you did not use.")
        )
    if not _is_always(tariff):
        lines.append(_("All other times are free."))
    return lines


def _is_always(tariff: Tariff) -> bool:
    charged = sum((one.ends - one.begins) * len(one.days) for one in tariff.windows)
    return charged == _WEEK_DAYS * DAY_MINUTES  # windows never overlap


def _clock(hour: int, minute: int) -> str:
    half = "am" if hour < _NOON else "pm"
    return f"{(hour - 1) % _NOON + 1}" + (f":{minute:02}" if minute else "") + half


def _length(minutes: int) -> dict[str, str]:
    return {"length": length_words(minutes)}


def _when(window: Window) -> str:
    if (window.begins, window.ends) == (0, DAY_MINUTES):
        return _("%(days)s, all day") % {"days": _days(sorted(window.days))}
    return _("%(days)s, %(begins)s to %(ends)s") % {
        "days": _days(sorted(window.days)),
        "begins": clock_words(window.begins),
        "ends": clock_words(window.ends),
    }


def _prices(window: Window) -> list[str]:
    if not isinstance(window.price, Bands):
        return [
            _("%(amount)s for each %(length)s you begin")
            % {"amount": pounds(window.price.pence), **_length(window.price.minutes)}
        ]
    lines = []
    for band in window.price.bands:
        amount = {"amount": pounds(band.pence)}
        if band.up_to_minutes is not None:
            lines.append(
                _("up to %(length)s: %(amount)s") % {**_length(band.up_to_minutes), **amount}
            )
        elif len(window.price.bands) == 1:
            lines.append(_("%(amount)s, however long") % amount)
        else:
            lines.append(_("longer: %(amount)s") % amount)
    return lines


def _days(days: Sequence[int]) -> str:
    names = [_day_name(day) for day in days]
    runs = len(days) > 2 and days[-1] - days[0] == len(days) - 1  # noqa: PLR2004 - a run of days
    if runs:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def _day_name(day: int) -> str:
    return formats.date_format(date(2024, 1, 1 + day), "l")  # which was a Monday
