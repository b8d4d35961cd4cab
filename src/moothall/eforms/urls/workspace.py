"""Forms in the workspace: filled in for somebody who called or came, designed, and shared."""

from django.urls import path

from moothall.eforms.views import (
    bringing,
    data_out,
    destinations,
    figures,
    managing,
    sharing,
    workspace,
)
from moothall.eforms.views.designing import (
    adding,
    checking,
    comparing,
    conditions,
    drawing,
    opening,
    pages,
    parts,
    reckoning,
    talking,
    trying,
)

_FORM = "forms/<slug:council>/<slug:form>/"
_DRAFT = f"{_FORM}<slug:secret>/"
_DESIGN = "form-design/<slug:council>/<slug:form>/"
_TRY = f"{_DESIGN}try/"

urlpatterns = [
    path("forms/", workspace.forms, name="forms"),
    path("form-settings/<slug:council>/", managing.overview, name="forms-manage"),
    path("form-settings/<slug:council>/form/<slug:form>/", managing.form, name="form-settings"),
    path(
        "form-settings/<slug:council>/form/<slug:form>/figures/",
        figures.figures,
        name="form-figures",
    ),
    path(
        "form-settings/<slug:council>/form/<slug:form>/data-out/",
        data_out.data_out,
        name="form-data-out",
    ),
    path(
        "form-settings/<slug:council>/destinations/",
        destinations.destinations,
        name="form-destinations",
    ),
    path(
        "form-settings/<slug:council>/destinations/<uuid:address>/drop/",
        destinations.drop,
        name="form-destination-drop",
    ),
    path("form-library/<slug:council>/", sharing.shelves, name="form-library"),
    path("form-library/<slug:council>/<slug:name>/", sharing.adopt, name="form-take"),
    path("form-import/<slug:council>/", bringing.bring_in, name="form-import"),
    path(
        "form-import/<slug:council>/<uuid:read_form>/", bringing.report, name="form-import-report"
    ),
    path(f"{_FORM}versions/", sharing.all_versions, name="form-versions"),
    path(f"{_FORM}versions/<int:number>/restore/", sharing.restore, name="form-restore"),
    path(f"{_FORM}export/", sharing.export, name="form-export"),
    path(f"{_FORM}improvements/", sharing.improve, name="form-improve"),
    path(f"{_FORM}own-parts/", sharing.own_parts, name="form-own-parts"),
    path(_FORM, workspace.start, name="form-start"),
    path(f"{_FORM}addresses.json", workspace.addresses, name="form-addresses"),
    path(f"{_FORM}nearby.json", workspace.nearby, name="form-nearby"),
    path(_DRAFT, workspace.resume, name="form-resume"),
    path(f"{_DRAFT}check/", workspace.check, name="form-check"),
    path(f"{_DRAFT}done/", workspace.done, name="form-done"),
    path(f"{_DRAFT}answers.pdf", workspace.receipt, name="form-receipt"),
    path(f"{_DRAFT}later/", workspace.later, name="form-later"),
    path(f"{_DRAFT}signature/", workspace.signature, name="form-signature"),
    path(f"{_DRAFT}payment/", workspace.fee, name="form-fee"),
    path(f"{_DRAFT}tasks/", workspace.tasks, name="form-tasks"),
    path(f"{_DRAFT}<slug:page>/", workspace.page, name="form-page"),
    path(f"{_DRAFT}<slug:page>/remove/", workspace.remove, name="form-remove"),
    path(f"{_DRAFT}<slug:page>/save/", workspace.save, name="form-save"),
    path(f"{_DRAFT}<slug:page>/reveal/", workspace.reveal, name="form-reveal"),
    path("form-design/<slug:council>/", adding.new_form, name="design-new"),
    path("form-design/<slug:council>/brand.css", trying.brand, name="design-brand"),
    path(_DESIGN, pages.form, name="design"),
    path(f"{_DESIGN}page/<slug:page>/", pages.page, name="design-page"),
    path(f"{_DESIGN}page/<slug:page>/<slug:question>/", pages.question, name="design-question"),
    path(f"{_DESIGN}add/", adding.add_question, name="design-add"),
    path(f"{_DESIGN}add-page/", adding.add_page, name="design-add-page"),
    path(f"{_DESIGN}move/", pages.move, name="design-move"),
    path(f"{_DESIGN}remove/", pages.remove, name="design-remove"),
    path(f"{_DESIGN}copy/", pages.copy, name="design-copy"),
    path(
        f"{_DESIGN}condition/<slug:kind>/<slug:key>/", conditions.condition, name="design-condition"
    ),
    path(f"{_DESIGN}reckon/<slug:question>/", reckoning.reckon, name="design-reckon"),
    path(f"{_DESIGN}open/", opening.opening, name="design-open"),
    path(f"{_DESIGN}part/<slug:part>/", parts.part, name="design-part"),
    path(f"{_DESIGN}journey/", drawing.journey, name="design-journey"),
    path(f"{_DESIGN}checks/", checking.checks, name="design-checks"),
    path(f"{_DESIGN}publish/", checking.publish, name="design-publish"),
    path(f"{_DESIGN}ask/", checking.ask, name="design-ask"),
    path(f"{_DESIGN}discard/", checking.discard, name="design-discard"),
    path(f"{_DESIGN}comments/", talking.comments, name="design-comments"),
    path(f"{_DESIGN}comments/<uuid:comment>/", talking.settle, name="design-settle"),
    path(f"{_DESIGN}compare/", comparing.compare, name="design-compare"),
    path(f"{_DESIGN}compare/<int:number>/", comparing.restore, name="design-restore"),
    path(f"{_DESIGN}history/", talking.history, name="design-history"),
    path(f"{_DESIGN}history/<uuid:step>/", talking.back, name="design-back"),
    path(_TRY, trying.start, name="design-try"),
    path(f"{_TRY}anew/", trying.anew, name="design-try-anew"),
    path(f"{_TRY}check/", trying.check, name="design-try-check"),
    path(f"{_TRY}end/", trying.end, name="design-try-end"),
    path(f"{_TRY}page/<slug:page>/", trying.page, name="design-try-page"),
    path(f"{_TRY}page/<slug:page>/remove/", trying.remove, name="design-try-remove"),
    path(f"{_TRY}page/<slug:page>/save/", trying.save, name="design-try-save"),
    path(f"{_TRY}page/<slug:page>/reveal/", trying.reveal, name="design-try-reveal"),
]
