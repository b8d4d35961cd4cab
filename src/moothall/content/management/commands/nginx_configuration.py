"""Print the configuration of an nginx that keeps pages in front of this installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

TEMPLATE = Path(settings.CHECKOUT) / "ops" / "nginx" / "moothall.conf.in"
PURGE_MODULE = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
A_YEAR = 365 * 24 * 60 * 60


class Command(BaseCommand):
    """Fill in the template and print it."""

    help = "Print the nginx configuration for this installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the places where things are on this machine."""
        parser.add_argument("--listen", default="80", help="address and port to listen on")
        parser.add_argument("--upstream", default="127.0.0.1:8000", help="the application")
        parser.add_argument(
            "--waiting-upstream",
            default="",
            help="the application again, for pages that wait for a council's own systems",
        )
        parser.add_argument("--cache", default="/var/cache/nginx/moothall")
        parser.add_argument("--run", default="/run", help="a folder for the pid and passing files")
        parser.add_argument("--static", default=str(settings.STATIC_ROOT))
        parser.add_argument("--mime-types", default="/etc/nginx/mime.types")
        parser.add_argument("--module", default=str(PURGE_MODULE))
        parser.add_argument("--error-log", default="/var/log/nginx/error.log")
        parser.add_argument("--access-log", default="/var/log/nginx/access.log")
        parser.add_argument(
            "--purge-listen", default="127.0.0.1:8079", help="what MOOTHALL_PURGE_URLS names"
        )
        parser.add_argument("--purgers", nargs="+", default=["127.0.0.1"], help="who may purge")
        parser.add_argument(
            "--rate-per-council", default="100", help="requests a second that reach the application"
        )
        parser.add_argument(
            "--waiting-per-council", default="200", help="requests that wait their turn at most"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Print it.

        :raises CommandError: if the cache-purge module is not on this machine
        """
        if not Path(options["module"]).exists():
            raise CommandError("Install libnginx-mod-http-cache-purge, or name it with --module.")
        hashed = "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
        words = {
            "MODULES": f"load_module {options['module']};",
            "LISTEN": options["listen"],
            "UPSTREAM": options["upstream"],
            "WAITING_UPSTREAM": options["waiting_upstream"] or options["upstream"],
            "CACHE": options["cache"],
            "RUN": options["run"],
            "STATIC": options["static"],
            "STATIC_AGE": f"{A_YEAR}, immutable" if hashed else "60",
            "MIME_TYPES": options["mime_types"],
            "ERROR_LOG": options["error_log"],
            "ACCESS_LOG": options["access_log"],
            "PURGE_LISTEN": options["purge_listen"],
            "PURGERS": " ".join(f"allow {address};" for address in options["purgers"]),
            "RATE_PER_COUNCIL": options["rate_per_council"],
            "WAITING_PER_COUNCIL": options["waiting_per_council"],
        }
        text = TEMPLATE.read_text(encoding="utf-8")
        for name, value in words.items():
            text = text.replace(f"@{name}@", value)
        self.stdout.write(text)
