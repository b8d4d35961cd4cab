"""Addresses of the screens of staff."""

from django.urls import path

from moothall.surfaces.workspace.views import (
    account,
    calls,
    case,
    deliveries,
    letters,
    people,
    queue,
)

urlpatterns = [
    path("", queue.home, name="home"),
    path("news/", queue.news, name="news"),
    path("cases/<str:reference>/", case.case, name="case"),
    path("cases/<str:reference>/change/", case.change, name="case-change"),
    path("cases/<str:reference>/team/", case.assign, name="case-team"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/send-again/", deliveries.send_again, name="send-again"),
    path("calls/new/", calls.new, name="call-new"),
    path("calls/log/", calls.log, name="call-log"),
    path("calls/done/<str:reference>/", calls.done, name="call-done"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/edit/", people.edit, name="person-edit"),
    path("people/<uuid:person_id>/needs/", people.needs, name="person-needs"),
    path("people/<uuid:person_id>/contact/", people.add_contact, name="person-contact"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<uuid:message_id>/", letters.letter, name="letter"),
    path("letters/<uuid:message_id>/done/", letters.done, name="letter-done"),
    path("account/", account.account, name="account"),
]
