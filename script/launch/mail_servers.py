"""Finding the mail servers that the tests of e-mail talk to, or having Debian install them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from script.launch.console import LaunchError
from script.launch.packages import install_from_debian

PACKAGES = ("dovecot-imapd", "dovecot-lmtpd", "postfix")
PROGRAMS = ("dovecot", "postfix", "openssl")
_PLACES = f"/usr/sbin:/usr/local/sbin:{os.defpath}"
_PROTOCOLS = Path("/usr/lib/dovecot")
#: Debian would else make a mail server of the machine; the tests bring settings of their own.
_NO_SETTINGS = "postfix postfix/main_mailer_type select No configuration\n"


def require_mail_servers() -> None:
    """
    This will see to it that Dovecot and Postfix are here; none of them is left running.

    :raises LaunchError: if they are not and may not be installed from here
    """
    if _are_installed():
        return
    if told := shutil.which("debconf-set-selections"):
        subprocess.run([told], input=_NO_SETTINGS, text=True, capture_output=True, check=False)
    install_from_debian(*PACKAGES)
    if not _are_installed():
        raise LaunchError(
            "The tests of e-mail need mail servers. On Debian, as root: "
            f"apt-get install {' '.join(PACKAGES)}"
        )


def _are_installed() -> bool:
    places = f"{os.environ.get('PATH', '')}:{_PLACES}"
    has_programs = all(shutil.which(one, path=places) for one in PROGRAMS)
    return has_programs and all((_PROTOCOLS / one).exists() for one in ("imap", "lmtp"))
