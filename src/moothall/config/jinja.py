"""The Jinja2 environment of all our pages."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader


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
    result.globals.update(static=static, url=_url, get_language=translation.get_language)
    result.filters.update(
        date_words=lambda value: formats.date_format(_local(value), "j F Y"),
        time_words=lambda value: formats.date_format(_local(value), "j F Y, g:ia"),
    )
    return result


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may use."""
    return {
        "council": getattr(request, "council", None),
        "language": getattr(request, "LANGUAGE_CODE", "en"),
        "actor": getattr(request, "actor", None),
    }


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _local(value: Any) -> Any:
    return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value
