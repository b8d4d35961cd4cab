"""The council-owned tables that hold nothing about residents, each with the reason."""

_STAFF_WORK = "what staff design or set up; about the council's work, not about residents"
_CATALOGUE = "what the council offers and who does it; it says so in public"

#: By Django's label.
HOLDS_NOTHING = {
    "kernel.OutboxEvent": "names things by identifiers alone, never what a person typed",
    "councils.Team": _CATALOGUE,
    "councils.ServiceType": _CATALOGUE,
    "councils.FeatureSwitch": _STAFF_WORK,
    "people.AccountSystem": _STAFF_WORK,
    "people.SatelliteSite": _STAFF_WORK,
    "people.SignInProvider": _STAFF_WORK,
    "people.RetentionRule": _STAFF_WORK,
    "notifications.Topic": _CATALOGUE,
    "notifications.Broadcast": "news that a council wrote to many; whom it reached is in Message",
    "cases.StatusGuide": _STAFF_WORK,
    "people.UserList": "a file, forgotten once it is read; what it brought is ImportedUser",
    "people.ImportedPair": "names two imported users by identifiers alone",
    "notifications.CarrierChoice": _STAFF_WORK,
    "notifications.OfficeAddress": "addresses of the council's own offices",
    "notifications.MessageTemplate": _STAFF_WORK,
    "payments.GatewayChoice": _STAFF_WORK,
    "payments.Fund": _CATALOGUE,
    "payments.FundVersion": _CATALOGUE,
    "payments.Stock": _CATALOGUE,
    "payments.Plan": _CATALOGUE,
    "payments.PlanPrice": _CATALOGUE,
    "payments.RefundRule": _STAFF_WORK,
    "eforms.Form": _STAFF_WORK,
    "eforms.FormVersion": _STAFF_WORK,
    "eforms.LibraryAdoption": _STAFF_WORK,
    "eforms.LeftImprovement": _STAFF_WORK,
    "eforms.ReadForm": _STAFF_WORK,
    "eforms.WorkingCopy": _STAFF_WORK,
    "eforms.DesignStep": _STAFF_WORK,
    "eforms.DesignComment": _STAFF_WORK,
    "eforms.TrialRun": "what a designer makes up to try a form; never sent, forgotten",
    "eforms.Prefill": "answers under a token that only its bearer has; they belong to no person "
    "of ours until taken up into a draft, and are emptied then or when they run out",
    "eforms.Tally": "counts, which know no draft, person or hour",
    "waste.CollectionRound": _CATALOGUE,
    "waste.PropertyRound": "which bins are emptied where; about properties, not about people",
    "content.Alert": "news on the public website",
    "content.PageFeedback": "answers of visitors whom nobody knows; a name typed there is found by "
    "reading alone",
    "content.SearchEntry": "the public website's words",
    "connectors.ApiKey": _STAFF_WORK,
    "connectors.System": _STAFF_WORK,
    "connectors.Route": _STAFF_WORK,
}
