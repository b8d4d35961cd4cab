"""The very same forms, filled in by staff for somebody who called or came."""

from django.urls import path

from moothall.eforms.views import managing, sharing, workspace

_FORM = "forms/<slug:council>/<slug:form>/"
_DRAFT = f"{_FORM}<slug:secret>/"

urlpatterns = [
    path("forms/", workspace.forms, name="forms"),
    path("form-settings/<slug:council>/", managing.overview, name="forms-manage"),
    path("form-settings/<slug:council>/form/<slug:form>/", managing.form, name="form-settings"),
    path("form-library/<slug:council>/", sharing.shelves, name="form-library"),
    path("form-library/<slug:council>/<slug:name>/", sharing.adopt, name="form-take"),
    path("form-import/<slug:council>/", sharing.bring_in, name="form-import"),
    path(f"{_FORM}versions/", sharing.all_versions, name="form-versions"),
    path(f"{_FORM}versions/compare/", sharing.compare, name="form-compare"),
    path(f"{_FORM}versions/<int:number>/restore/", sharing.restore, name="form-restore"),
    path(f"{_FORM}export/", sharing.export, name="form-export"),
    path(f"{_FORM}improvements/", sharing.improve, name="form-improve"),
    path(_FORM, workspace.start, name="form-start"),
    path(f"{_FORM}addresses.json", workspace.addresses, name="form-addresses"),
    path(f"{_FORM}nearby.json", workspace.nearby, name="form-nearby"),
    path(_DRAFT, workspace.resume, name="form-resume"),
    path(f"{_DRAFT}check/", workspace.check, name="form-check"),
    path(f"{_DRAFT}done/", workspace.done, name="form-done"),
    path(f"{_DRAFT}later/", workspace.later, name="form-later"),
    path(f"{_DRAFT}tasks/", workspace.tasks, name="form-tasks"),
    path(f"{_DRAFT}<slug:page>/", workspace.page, name="form-page"),
    path(f"{_DRAFT}<slug:page>/remove/", workspace.remove, name="form-remove"),
    path(f"{_DRAFT}<slug:page>/save/", workspace.save, name="form-save"),
    path(f"{_DRAFT}<slug:page>/reveal/", workspace.reveal, name="form-reveal"),
]
