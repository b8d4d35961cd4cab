"""The diary in the workspace."""

from django.urls import path

from moothall.bookings.figures.urls import workspace_patterns as figures
from moothall.bookings.morning.urls import workspace_patterns as morning
from moothall.bookings.opening.urls import workspace_patterns as opening
from moothall.bookings.participants.urls import workspace_patterns as participants
from moothall.bookings.views import (
    workspace,
    workspace_booking,
    workspace_calendars,
    workspace_changing,
    workspace_closing,
    workspace_money,
    workspace_series,
    workspace_together,
)

_DIARY = "diary/<slug:council>/"
_CALENDARS = f"{_DIARY}calendars/"
_BOOKING = f"{_DIARY}bookings/<uuid:booking_id>/"

urlpatterns = [
    path("diary/", workspace.every_council, name="diary-of-all"),
    path(_DIARY, workspace.diary, name="diary"),
    path(f"{_DIARY}list/", workspace.day_list, name="diary-list"),
    path(f"{_DIARY}find/", workspace.find, name="diary-find"),
    path(f"{_DIARY}book/", workspace_booking.book, name="diary-book"),
    path(f"{_DIARY}book/series/", workspace_series.book, name="diary-book-series"),
    path(f"{_DIARY}book/several/", workspace_together.book, name="diary-book-several"),
    path(f"{_DIARY}together/<uuid:set_id>/", workspace_together.all_of_it, name="diary-together"),
    path(
        f"{_DIARY}together/<uuid:set_id>/pay/", workspace_money.take_all, name="diary-together-pay"
    ),
    path(
        f"{_DIARY}together/<uuid:set_id>/cancel/",
        workspace_together.cancel,
        name="diary-together-cancel",
    ),
    path(f"{_DIARY}closures/", workspace_closing.closures, name="diary-closures"),
    path(f"{_DIARY}closures/new/", workspace_closing.new, name="diary-closure-new"),
    path(f"{_DIARY}closures/<uuid:closure_id>/", workspace_closing.closure, name="diary-closure"),
    path(f"{_DIARY}closures/<uuid:closure_id>/lift/", workspace_closing.lift, name="diary-lift"),
    path(_CALENDARS, workspace_calendars.calendars, name="diary-calendars"),
    path(
        f"{_CALENDARS}<uuid:resource_id>/renew/",
        workspace_calendars.renew,
        name="diary-calendar-renew",
    ),
    path(
        f"{_CALENDARS}<uuid:resource_id>/revoke/",
        workspace_calendars.revoke,
        name="diary-calendar-revoke",
    ),
    path(
        f"{_CALENDARS}<uuid:resource_id>/again/",
        workspace_calendars.again,
        name="diary-calendar-again",
    ),
    *figures,
    *opening,
    *participants,
    *morning,
    path(_BOOKING, workspace_changing.booking, name="diary-booking"),
    path(f"{_BOOKING}move/", workspace_changing.move, name="diary-move"),
    path(f"{_BOOKING}drop/", workspace_changing.drop, name="diary-drop"),
    path(f"{_BOOKING}check-in/", workspace_changing.check_in, name="diary-check-in"),
    path(f"{_BOOKING}came/", workspace_changing.came, name="diary-came"),
    path(f"{_DIARY}deposits/", workspace_money.deposits, name="diary-deposits"),
    path(f"{_BOOKING}take-payment/", workspace_money.take, name="diary-take-payment"),
    path(f"{_BOOKING}let-off/", workspace_money.let_off, name="diary-let-off"),
    path(f"{_BOOKING}deposit/", workspace_money.deposit, name="diary-deposit"),
    path(f"{_BOOKING}cancel/", workspace_changing.cancel, name="diary-cancel"),
]
