"""How a form does: a screen of its counts for who runs or designs it."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases.channels import Channel
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms.figures import FormFigures, MeansFigures, PageFigures, figures_of
from moothall.eforms.measuring import CHECK, LONGEST_TIME, TIMES
from moothall.eforms.policies import MANAGE
from moothall.eforms.queries import form_of
from moothall.eforms.versions import versions_of
from moothall.eforms.views.counting import COMPUTER, PHONE, TABLET
from moothall.eforms.views.doors import language_of
from moothall.eforms.views.managing import screen
from moothall.kernel import clock

PERIODS = (7, 30, 90, 365)
USUAL_PERIOD = 30
#: The drawing's measures, in its own units.
_ROW, _BAR, _WIDTH, _LEFT = 34, 22, 600, 40


@dataclass(frozen=True)
class Bar:
    """A page in the drawing: those who reached it, and of these who filled it in."""

    number: int
    y: int
    text_y: int
    reached_width: int
    done_width: int
    reached: int
    done: int


@for_council(MANAGE)
def figures(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Show a form's funnel, mistakes and times, over a period and for one version or all."""
    language, row = language_of(request), form_of(council.id, form)
    versions = versions_of(council.id, form)
    days = _chosen(request.GET.get("days", ""), PERIODS) or USUAL_PERIOD
    version = _chosen(request.GET.get("version", ""), [one.number for one in versions])
    today = clock.now().astimezone(ZoneInfo(council.time_zone)).date()
    found = figures_of(
        council.id, form, language=language, since=today - timedelta(days=days - 1), until=today,
        version=version,
    )  # fmt: skip
    return screen(
        request, council, "figures", row=row, title=row.title.within(language), found=found,
        lines=[_line(number, one) for number, one in enumerate(found.pages, 1)],
        bars=_bars(found), height=_ROW * len(found.pages), width=_LEFT + _WIDTH + 60, left=_LEFT,
        bar_height=_BAR, mistakes=_mistakes(found), means=_means(found),
        days=days, version=version or "",
        periods=[(one, _period(one)) for one in PERIODS],
        versions=[("", _("All versions")), *((one.number, one.number) for one in versions)],
    )  # fmt: skip


def _chosen(text: str, known: object) -> int | None:
    number = int(text) if text.isdecimal() and len(text) < len("1000000") else None
    return number if isinstance(known, list | tuple) and number in known else None


def _period(days: int) -> str:
    return ngettext("Last %(days)s day", "Last %(days)s days", days) % {"days": days}


def _line(number: int, page: PageFigures) -> list[str | int]:
    return [
        f"{number}. {_title(page)}",
        page.reached,
        page.done,
        _("Ends here") if page.is_end else page.left,
        page.viewed,
        page.back,
        page.error_count,
        page.refused,
        _time(page.middle_seconds),
    ]


def _title(page: PageFigures) -> str:
    if page.key == CHECK:
        return _("Check your answers")
    return page.title or _("%(page)s (no longer in the form)") % {"page": page.key}


def _time(seconds: int | None) -> str:
    if seconds is None:
        return _("Not known")
    if seconds >= LONGEST_TIME:
        return _("More than %(minutes)s minutes") % {"minutes": TIMES[-1] // 60}
    if seconds < 60:  # noqa: PLR2004 - a minute
        return _("Up to %(seconds)s seconds") % {"seconds": seconds}
    minutes = seconds // 60
    return ngettext("Up to %(minutes)s minute", "Up to %(minutes)s minutes", minutes) % {
        "minutes": minutes
    }


def _bars(found: FormFigures) -> list[Bar]:
    most = max((page.reached for page in found.pages), default=0) or 1
    return [
        Bar(
            number=number,
            y=_ROW * (number - 1) + (_ROW - _BAR) // 2,
            text_y=_ROW * (number - 1) + _ROW // 2 + 5,
            reached_width=round(_WIDTH * page.reached / most),
            done_width=round(_WIDTH * min(page.done, page.reached) / most),
            reached=page.reached,
            done=page.done,
        )
        for number, page in enumerate(found.pages, 1)
    ]


def _mistakes(found: FormFigures) -> list[list[str | int]]:
    rows = [(name, _title(page), number) for page in found.pages for name, number in page.errors]
    return [list(row) for row in sorted(rows, key=lambda row: -row[2])]


def _means(found: FormFigures) -> list[tuple[str, list[list[str | int]]]]:
    devices = {PHONE: _("Phone"), TABLET: _("Tablet"), COMPUTER: _("Computer")}
    languages = {"en": "English", "cy": "Cymraeg"}
    channels = {
        one.value: _("By themselves, online") if one is Channel.WEB else str(one.label)
        for one in Channel
    }
    return [
        (_("Device"), _rows(found.devices, devices)),
        (_("Language"), _rows(found.languages, languages)),
        (_("How it came"), _rows(found.channels, channels)),
    ]


def _rows(means: tuple[MeansFigures, ...], names: dict[str, str]) -> list[list[str | int]]:
    return [[names.get(one.key, one.key), one.started, one.sent, _share(one)] for one in means]


def _share(one: MeansFigures) -> str:
    return f"{round(100 * one.sent / one.started)}%" if one.started else ""
