"""Where the queue and check-in are found."""

from django.urls import path

from moothall.bookings.queueing.views import check_in, desk, public, workspace

_HALL = "walk-in/<slug:council>/<slug:site>/"

public_patterns = [
    path("queue/", public.places, name="queue"),
    path("queue/<slug:site>/", public.site, name="queue-site"),
    path("queue/<slug:site>/screen/", public.screen, name="queue-screen"),
    path("queue-ticket/<str:token>/", public.ticket, name="queue-ticket"),
    path("check-in/at/<slug:site>/", check_in.at_place, name="check-in-at"),
    path("check-in/<str:reference>/", check_in.by_reference, name="check-in"),
]
workspace_patterns = [
    path("diary/<slug:council>/check-in/", desk.check_in, name="diary-check-in-desk"),
    path("diary/<slug:council>/check-in/<str:reference>/", desk.by_code, name="diary-by-code"),
    path("walk-in/<slug:council>/", workspace.places, name="walk-in"),
    path(_HALL, workspace.counter, name="walk-in-counter"),
    path(f"{_HALL}stand/", workspace.stand, name="walk-in-stand"),
    path(f"{_HALL}leave/", workspace.leave, name="walk-in-leave"),
    path(f"{_HALL}next/", workspace.call_next, name="walk-in-next"),
    path(f"{_HALL}tickets/<uuid:ticket_id>/", workspace.on_ticket, name="walk-in-ticket"),
    path(f"{_HALL}tickets/<uuid:ticket_id>/hand-over/", workspace.hand_over, name="walk-in-hand"),
    path(f"{_HALL}news/", workspace.news, name="walk-in-news"),
    path(f"{_HALL}reception/", desk.reception, name="walk-in-reception"),
    path(f"{_HALL}day/", desk.day, name="walk-in-day"),
    path(f"{_HALL}figures/", desk.figures, name="walk-in-figures"),
]
