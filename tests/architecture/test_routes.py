"""Every address stands behind a front door and says who may call it."""

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from moothall.kernel.access import access_of

#: Where each front door may stand; the rule of a view must fit its address.
DOORS_BY_PREFIX = {
    "workspace/": {"workspace", "machine"},  # the sign-in screens are a library's
    "cms/": {"cms", "public"},
    "open311/": {"api"},
    "machine/": {"machine"},
    "account/": {"account"},
}


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def stands_behind_another(address: str) -> bool:
    """Tell whether an earlier address, whose view has a rule, answers in this one's place."""
    return "<" not in address and access_of(resolve(f"/{address}").func) is not None


def test_every_view_says_who_may_call_it():
    silent = [
        address
        for address, view in routes()
        if access_of(view) is None and not stands_behind_another(address)
    ]

    assert silent == []


def test_views_stand_behind_the_door_they_name():
    strangers = []
    for address, view in routes():
        for prefix, doors in DOORS_BY_PREFIX.items():
            rule = access_of(view)
            if address.startswith(prefix) and rule and rule.front_door not in doors:
                strangers.append((address, rule.front_door))
        rule = access_of(view)
        if rule and rule.front_door == "workspace" and not address.startswith("workspace/"):
            strangers.append((address, "workspace"))

    assert strangers == []


def test_a_view_without_a_rule_is_refused(client, northvale, settings):
    from django.http import HttpResponse
    from django.urls import path

    class Addresses:
        urlpatterns = [path("silent/", lambda request: HttpResponse("secret"))]
        handler403 = "moothall.surfaces.errors.forbidden"

    settings.ROOT_URLCONF = Addresses

    response = client.get("/silent/", headers={"host": "northvale.test"})

    assert response.status_code == 403
    assert b"secret" not in response.content
