"""Addresses of the screens about mail."""

from django.urls import path

from moothall.surfaces.workspace.views import mail, mail_settings, mail_writing

_ONE = "mail/<uuid:mail_id>/"
_SETTINGS = "mail-settings/<slug:council>/"

urlpatterns = [
    path("mail/", mail.mail, name="mail"),
    path(_ONE, mail.one, name="mail-one"),
    path(f"{_ONE}here/", mail.here, name="mail-here"),
    path(f"{_ONE}original/", mail.original, name="mail-original"),
    path(f"{_ONE}files/<uuid:file_id>/", mail.file, name="mail-file"),
    path(f"{_ONE}person/", mail.person, name="mail-person"),
    path(f"{_ONE}join/", mail.join, name="mail-join"),
    path(f"{_ONE}open/", mail.open_case, name="mail-open"),
    path(f"{_ONE}close/", mail.close, name="mail-close"),
    path(f"{_ONE}send-on/", mail.send_on, name="mail-send-on"),
    path(f"{_ONE}answer/", mail_writing.answer, name="mail-answer"),
    path("mail/sent/<uuid:outgoing_id>/again/", mail.send_again, name="mail-again"),
    path(
        "mail/draft/<int:council_id>/<slug:kind>/<uuid:subject_id>/",
        mail_writing.autosave,
        name="mail-draft",
    ),
    path("cases/<str:reference>/mail/", mail_writing.about_case, name="case-mail"),
    path(_SETTINGS, mail_settings.overview, name="mail-settings"),
    path(f"{_SETTINGS}mailboxes/new/", mail_settings.new, name="mailbox-new"),
    path(f"{_SETTINGS}mailboxes/<slug:slug>/", mail_settings.mailbox, name="mailbox"),
    path(f"{_SETTINGS}mailboxes/<slug:slug>/try/", mail_settings.try_out, name="mailbox-try"),
    path(f"{_SETTINGS}answers/", mail_settings.answers, name="ready-answers"),
    path(f"{_SETTINGS}answers/new/", mail_settings.new_answer, name="ready-answer-new"),
    path(f"{_SETTINGS}answers/<uuid:answer_id>/", mail_settings.answer, name="ready-answer"),
]
