"""Booking without an account, and the link to a booking that somebody was given."""

from django.urls import path

from moothall.bookings.views import places, public
from moothall.bookings.views import public_together as together

_ONE = "booking/<slug:secret>/"
_ALL = "bookings-together/<slug:secret>/"

urlpatterns = [
    path("book/", public.book, name="book"),
    path("book/<slug:key>/", public.activity, name="book-activity"),
    path("book/<slug:key>/several/", together.several, name="book-several"),
    path("book/<slug:key>/several/<slug:day>/", together.several_day, name="book-several-day"),
    path("book/<slug:key>/series/", together.series, name="book-series"),
    path("book/<slug:key>/series/<slug:day>/", together.series_day, name="book-series-day"),
    path("book/<slug:key>/<slug:day>/", public.day, name="book-day"),
    path("places-to-come/<slug:key>/", places.place, name="place-to-come"),
    path(_ONE, public.booking, name="booking"),
    path(f"{_ONE}details/", public.details, name="booking-details"),
    path(f"{_ONE}check/", public.check, name="booking-check"),
    path(f"{_ONE}keep/", public.keep, name="booking-keep"),
    path(f"{_ONE}release/", public.release, name="booking-release"),
    path(f"{_ONE}again/", public.again, name="booking-again"),
    path(f"{_ONE}change/", public.change, name="booking-change"),
    path(f"{_ONE}change/<slug:day>/", public.change_day, name="booking-change-day"),
    path(f"{_ONE}move/<str:slot>/", public.move, name="booking-move"),
    path(f"{_ONE}new-time/pay/", public.pay_move, name="booking-new-time-pay"),
    path(f"{_ONE}new-time/drop/", public.drop_move, name="booking-new-time-drop"),
    path(f"{_ONE}cancel/", public.cancel, name="booking-cancel"),
    path(_ALL, together.together, name="bookings-together"),
    path(f"{_ALL}details/", together.together_details, name="bookings-together-details"),
    path(f"{_ALL}check/", together.together_check, name="bookings-together-check"),
    path(f"{_ALL}keep/", together.together_keep, name="bookings-together-keep"),
    path(f"{_ALL}release/", together.together_release, name="bookings-together-release"),
    path(f"{_ALL}cancel/", together.together_cancel, name="bookings-together-cancel"),
]
