"""Schools in the workspace."""

from django.urls import path

from moothall.verticals.schools.views import workspace

_SCHOOL = "schools/<slug:council>/<uuid:school_id>/"
_PUPIL = "schools/<slug:council>/pupils/<uuid:pupil_id>/"
_CLAIM = "schools/<slug:council>/guardians/<uuid:claim_id>/"

urlpatterns = [
    path("schools/", workspace.choose, name="schools"),
    path("schools/<slug:council>/new/", workspace.school_new, name="school-new"),
    path(_SCHOOL, workspace.school, name="school"),
    path(f"{_SCHOOL}import/", workspace.pupils_import, name="school-import"),
    path(f"{_SCHOOL}price/", workspace.meal_price, name="school-price"),
    path(f"{_SCHOOL}workers/", workspace.workers, name="school-workers"),
    path(
        "schools/<slug:council>/workers/<uuid:worker_id>/remove/",
        workspace.worker_remove,
        name="school-worker-remove",
    ),
    path(f"{_SCHOOL}activity/", workspace.activity_new, name="school-activity"),
    path(
        f"{_SCHOOL}activity/<uuid:activity_id>/cancel/",
        workspace.activity_cancel,
        name="school-activity-cancel",
    ),
    path(_PUPIL, workspace.pupil, name="school-pupil"),
    path(f"{_PUPIL}invite/", workspace.guardian_invite, name="school-invite"),
    path(f"{_CLAIM}decide/", workspace.claim_decide, name="school-claim-decide"),
    path(f"{_CLAIM}end/", workspace.guardian_end, name="school-guardian-end"),
]
