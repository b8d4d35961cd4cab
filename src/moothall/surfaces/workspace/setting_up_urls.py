"""Addresses of the screens on which a council sets itself up."""

from django.urls import path

from moothall.surfaces.workspace.views import roles, set_up, wording

_WORDS = "message-words/<slug:council>/"
_ROLES = "roles/<slug:council>/"
_ONE = f"{_WORDS}<str:key>/<slug:channel>/"

urlpatterns = [
    path("set-up/", set_up.set_up, name="set-up"),
    path(_WORDS, wording.overview, name="message-words"),
    path(_ONE, wording.write, name="message-words-write"),
    path(f"{_ONE}publish/", wording.publish, name="message-words-publish"),
    path(f"{_ONE}discard/", wording.discard, name="message-words-discard"),
    path(f"{_ONE}restore/", wording.restore, name="message-words-restore"),
    path(_ROLES, roles.overview, name="roles"),
    path(f"{_ROLES}built-in/<slug:word>/", roles.built_in, name="role-built-in"),
    path(f"{_ROLES}built-in/<slug:word>/copy/", roles.new, name="role-new"),
    path(f"{_ROLES}held/<int:held_id>/end/", roles.end_held, name="role-held-end"),
    path(f"{_ROLES}<uuid:role_id>/", roles.own, name="role"),
    path(f"{_ROLES}<uuid:role_id>/edit/", roles.edit, name="role-edit"),
    path(f"{_ROLES}<uuid:role_id>/end/", roles.end, name="role-end"),
]
