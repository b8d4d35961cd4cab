"""The Jinja2 environment of all our pages."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils import formats, timezone, translation
from django.utils.encoding import escape_uri_path
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from moothall.kernel.access import Access, access_of, rule_of_page
from moothall.kernel.money import pounds
from moothall.people.doors import RESIDENT, kind_at_the_door
from moothall.people.middleware import at_sign_in_host
from moothall.people.sign_in import after, identity_provider, origin
from moothall.surfaces.workspace.acting import navigation
from moothall.surfaces.workspace.desk import contact_strip

#: What allauth's pages stand in: those of residents, and those of employees.
SIGN_IN_FRAMES = {True: "people/sign_in/page.html", False: "people/workspace/account_page.html"}


def environment(**options: Any) -> Environment:
    """Return the environment: autoescape on, translations, our addresses and the GOV.UK macros."""
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [
        "jinja2.ext.i18n",
        "jinja2.ext.do",
        "wagtail.jinja2tags.core",
        "wagtail.images.jinja2tags.images",
    ]
    result = Environment(extensions=extensions, **options)  # noqa: S701 - Django turns autoescape on
    result.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    result.policies["ext.i18n.trimmed"] = True
    result.globals.update(
        static=static,
        url=_url,
        may_open=may_open,
        may_follow=may_follow,
        get_language=translation.get_language,
        home_path=home_path,
        path_in=path_in,
        form_errors=form_errors,
        staff_messages=get_messages,
        staff_navigation=navigation,
        contact_strip=contact_strip,
    )
    result.filters.update(
        date_words=date_words, day_words=day_words, time_words=time_words, pounds=pounds
    )
    return result


@pass_context
def may_open(context: Context, name: str, *args: Any) -> bool:
    """
    Tell whether whoever looks may open the page of this name, so that no link leads to a refusal.

    Who acts for somebody else has what was granted; it is the page's own rule that is asked.
    """
    return _lets_in(context, rule_of_page(name, *args))


@pass_context
def may_follow(context: Context, href: str) -> bool:
    """Tell the same of a page whose address somebody else made; of no page of ours, yes."""
    try:
        view = resolve(href).func
    except Resolver404:
        return True
    return _lets_in(context, access_of(view))


def _lets_in(context: Context, rule: Access | None) -> bool:
    if rule is None or not rule.permission:
        return True
    actor = context.get("actor")
    return actor is not None and bool(actor.councils_where(rule.permission))


def home_path(language: str) -> str:
    """Return the path under which the pages of a language stand, ending in a slash."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def path_in(request: HttpRequest, language: str) -> str:
    """Return where this very page is in another language, with what was asked of it."""
    here = translation.get_language_from_path(request.path_info)
    bare = request.path_info.removeprefix(f"/{here}") if here else request.path_info
    query = request.META.get("QUERY_STRING", "")
    # All slashes go: a path that began with two would be a link to another site.
    path = home_path(language) + escape_uri_path(bare.lstrip("/"))
    return path + (f"?{query}" if query else "")


def form_errors(form: BaseForm) -> list[dict[str, str]]:
    """Return a form's errors as `error_summary` wants them, those of no field first."""
    found = [{"href": "", "text": str(text)} for text in form.non_field_errors()]
    for name in form.fields:
        field = form[name]
        target = field.id_for_label or field.auto_id
        found += [{"href": f"#{target}", "text": str(text)} for text in field.errors]
    return found


def date_words(value: date) -> str:
    """Return a day as people write it: 3 November 2026."""
    return formats.date_format(_local(value), "j F Y")


def day_words(written: str) -> str:
    """Return a day that is written year-month-day as people write it."""
    return date_words(date.fromisoformat(written))


def time_words(value: datetime) -> str:
    """Return a moment as people write it: 3 November 2026 at 2:15pm."""
    moment = _local(value)
    half = "am" if moment.hour < 12 else "pm"  # noqa: PLR2004 - noon
    clock = formats.date_format(moment, "g:i") + half
    return translation.gettext("%(day)s at %(clock)s") % {"day": date_words(moment), "clock": clock}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may use."""
    return {
        # Staff of several councils act for the one of the address, at whichever host they are.
        "council": getattr(request, "acted_for", None) or getattr(request, "council", None),
        "language": getattr(request, "LANGUAGE_CODE", "en"),
        "actor": getattr(request, "actor", None),
        "has_accounts": bool(settings.SIGN_IN_HOST),
        "sign_in_url": settings.SIGN_IN_URL,
        "identity_provider": identity_provider.label(),
        "resident": getattr(request, "resident", None),
        "helping": getattr(request, "helping", None),
        "sign_in_frame": SIGN_IN_FRAMES[kind_at_the_door() == RESIDENT],
        "for_residents": kind_at_the_door() == RESIDENT,
        **_sign_in_context(request),
    }


def _sign_in_context(request: HttpRequest) -> dict[str, Any]:
    """Return what pages of the sign-in host may use: whose site sent somebody, and what waits."""
    if not at_sign_in_host(request):
        return {}
    waiting = request.GET.get(REDIRECT_FIELD_NAME) or request.POST.get(REDIRECT_FIELD_NAME)
    return {
        "origin": origin.council(request),
        "has_somewhere_to_go": after.is_waiting(request),
        "waiting": f"?{urlencode({REDIRECT_FIELD_NAME: waiting})}" if waiting else "",
    }


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _local(value: Any) -> Any:
    return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value
