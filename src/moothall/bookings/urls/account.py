"""Bookings of somebody who has signed in."""

from django.urls import path

from moothall.bookings.views import account, account_calendar, video
from moothall.bookings.views import account_together as together

_ONE = "account/bookings/<uuid:booking_id>/"
_ALL = "account/bookings/together/<uuid:set_id>/"

urlpatterns = [
    path("account/book/", account.book, name="book"),
    path("account/book/<slug:key>/", account.activity, name="book-activity"),
    path("account/book/<slug:key>/several/", together.several, name="book-several"),
    path(
        "account/book/<slug:key>/several/<slug:day>/", together.several_day, name="book-several-day"
    ),
    path("account/book/<slug:key>/series/", together.series, name="book-series"),
    path("account/book/<slug:key>/series/<slug:day>/", together.series_day, name="book-series-day"),
    path("account/book/<slug:key>/<slug:day>/", account.day, name="book-day"),
    path("account/bookings/", account.bookings, name="bookings"),
    path("account/bookings/calendar/", account_calendar.calendar, name="bookings-calendar"),
    path(_ONE, account.booking, name="booking"),
    path(f"{_ONE}video/", video.own_video_call, name="booking-video"),
    path(f"{_ONE}details/", account.details, name="booking-details"),
    path(f"{_ONE}check/", account.check, name="booking-check"),
    path(f"{_ONE}keep/", account.keep, name="booking-keep"),
    path(f"{_ONE}release/", account.release, name="booking-release"),
    path(f"{_ONE}again/", account.again, name="booking-again"),
    path(f"{_ONE}change/", account.change, name="booking-change"),
    path(f"{_ONE}change/<slug:day>/", account.change_day, name="booking-change-day"),
    path(f"{_ONE}move/<str:slot>/", account.move, name="booking-move"),
    path(f"{_ONE}new-time/pay/", account.pay_move, name="booking-new-time-pay"),
    path(f"{_ONE}new-time/drop/", account.drop_move, name="booking-new-time-drop"),
    path(f"{_ONE}cancel/", account.cancel, name="booking-cancel"),
    path(_ALL, together.together, name="bookings-together"),
    path(f"{_ALL}details/", together.together_details, name="bookings-together-details"),
    path(f"{_ALL}check/", together.together_check, name="bookings-together-check"),
    path(f"{_ALL}keep/", together.together_keep, name="bookings-together-keep"),
    path(f"{_ALL}release/", together.together_release, name="bookings-together-release"),
    path(f"{_ALL}cancel/", together.together_cancel, name="bookings-together-cancel"),
]
