"""The tables that stand outside row security, each with the guard it has instead."""

#: Tables of ours, by Django's label.
OURS = {
    "councils.Partnership": "read to find the councils; says only what is public",
    "councils.Council": "read to find out which council is in force; says only what is public",
    "councils.Hostname": "read before any council is in force; public by nature",
    "councils.BankHoliday": "public reference data",
    "cases.AgentState": "an employee's day, of several councils; read by account, or by roles",
    "cases.TelephoneExtension": "an employee's telephone; read by account, or by extension",
    "kernel.RateCount": "keyed digests and counts; no personal data, no council",
    **{
        f"content.{name}": "a part of Wagtail's tables; the same fence runs through it (content)"
        for name in (
            "CouncilDocument",
            "CouncilImage",
            "CouncilRendition",
            "CouncilRoot",
            "HomePage",
            "InformationPage",
            "ServiceLandingPage",
            "ServicePage",
        )
    },
    "people.AccountClosing": "of an account, and read by account alone",
    "people.Account": "one person has to do with several councils; read alone or through roles",
    "people.SigningKey": "the installation's, encrypted; only the sign-in host reads it",
    "people.ExternalIdentity": "read by issuer and subject, or by account, alone",
    "people.HeardLogout": "names of messages from identity providers; no personal data",
    "people.PairwiseSubject": "read by client and account alone",
    "people.Recovery": "hangs on an account, which stands outside; read by account alone",
    "people.SiteConsent": "what an account allows, for every council; read by account alone",
    "people.SiteSession": "where an account is signed in; read by stay, account or client",
    "people.SiteSignIn": "what came of a code; read by its digest or by a token",
    "people.StaffRole": "read to find out which councils a person serves; by user, or by the "
    "council of whoever asks for its colleagues",
}

#: Tables of libraries, and whole apps of ours, by the start of the table's name.
LIBRARIES = {
    "places_": "national reference data: addresses, streets, boundaries; no council's own",
    "people_account_": "an account's groups in Wagtail; read by user alone",
    "socialaccount_": "allauth: read by account alone; keys of providers are secrets by name",
    "usersessions_": "allauth: read by account alone",
    "allauth_idp_oidc_": "allauth: clients are sites; tokens kept as digests",
    "account_": "allauth: read by user alone",
    "auth_": "Django: groups, fenced in content, and names of permissions",
    "cache_of_last_resort": "keys begin with the council; holds counters alone",
    "django_": "Django: content types, migrations, sessions by unguessable key",
    "mfa_": "allauth: read by user alone, secrets encrypted",
    "procrastinate_": "the queue: arguments are identifiers; only the kernel reads it",
    "taggit_": "Wagtail: fenced in content",
    "wagtail": "Wagtail: fenced in content by a hidden column and policies (fence/tables.py)",
    "simple_translation": "Wagtail: fenced in content",
}
