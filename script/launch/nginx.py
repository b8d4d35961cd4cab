"""Finding the nginx that stands in front of pages, or having Debian install it."""

from __future__ import annotations

import shutil
from pathlib import Path

from script.launch.console import LaunchError
from script.launch.packages import install_from_debian

PACKAGES = ("nginx-light", "libnginx-mod-http-cache-purge")
MODULE = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")


def find_nginx() -> bool:
    """This will tell whether nginx and its purge module are here, once installed if need be."""
    return _is_installed() or (install_from_debian(*PACKAGES) and _is_installed())


def require_nginx() -> None:
    """
    This will see to it that nginx with its purge module is here.

    :raises LaunchError: if it is not and may not be installed from here
    """
    if not find_nginx():
        raise LaunchError(
            "The tests of the shipped nginx need it. On Debian, as root: "
            f"apt-get install {' '.join(PACKAGES)}"
        )


def _is_installed() -> bool:
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    return program is not None and MODULE.exists()
