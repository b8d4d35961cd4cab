"""
A real pair of mail servers for tests: Dovecot, in which mailboxes lie, and Postfix, which delivers.

Both run in a folder of their own, on free ports of the loopback alone, and end with the block. They
must be started by root, as on the machine of continuous integration: Postfix gives its parts to
users of their own.
"""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "kept-in-a-file"
DOMAINS = ("northvale.test", "southmere.test", "example.org")
_PLACES = f"/usr/sbin:{os.defpath}"
_PATIENCE = 20.0

_DOVECOT = """
base_dir = {run}
protocols = imap lmtp
listen = 127.0.0.1
log_path = {folder}/dovecot.log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login{by_token}
mail_location = maildir:~/Maildir
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
recipient_delimiter = +
{token_passdb}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/passwd
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/passwd
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@example.org
}}
"""
_TOKEN_PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/tokens.conf
}}
"""
_TOKENS = """
introspection_mode = post
introspection_url = {introspection}
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
"""
_POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
alias_maps =
local_transport = error:nobody lives here
local_recipient_maps =
virtual_alias_maps =
virtual_mailbox_maps =
virtual_mailbox_domains = {domains}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = may
default_transport = error:nothing leaves this machine
smtputf8_enable = yes
"""
_MASTER = """
{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailServers:
    """The two servers while they run, and what tests do with them."""

    folder: Path
    imap: int
    imaps: int
    smtp: int

    @property
    def certificate(self) -> Path:
        """Return the certificate of both, which nobody else has signed."""
        return self.folder / "cert.pem"

    def deliver(
        self, raw: bytes, *, to: str, sender: str = "sian@example.org", times: int = 1
    ) -> None:
        """Hand a letter to Postfix, and wait until it lies in Dovecot."""
        before = self.count(to)
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=_PATIENCE) as client:
            for _ in range(times):
                client.sendmail(sender, [to], raw)
        self.wait_for(to, before + times)

    def put(self, address: str, raw: bytes, *, folder: str = "INBOX") -> None:
        """Lay a letter into a folder, word for word."""
        with self.reading(address, folder) as box:
            box.append(folder, None, None, raw)

    def count(self, address: str, folder: str = "INBOX") -> int:
        """Count the letters in a folder."""
        return len(self.letters(address, folder))

    def letters(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Return the letters in a folder, as they lie there."""
        with self.reading(address, folder) as box:
            status, _ = box.select(folder, readonly=True)
            if status != "OK":
                return []
            _, [found] = box.search(None, "ALL")
            return [box.fetch(one, "(BODY.PEEK[])")[1][0][1] for one in found.split()]

    def wait_for(self, address: str, number: int) -> list[bytes]:
        """Wait until so many letters lie in the inbox of an address."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if len(found := self.letters(address)) >= number:
                return found
            time.sleep(0.05)
        log = (self.folder / "postfix.log").read_text(errors="replace")[-3000:]
        raise AssertionError(f"{number} letters did not reach {address}:\n{log}")

    @contextlib.contextmanager
    def reading(self, address: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Sign in to somebody's mailbox."""
        box = imaplib.IMAP4("127.0.0.1", self.imap, timeout=_PATIENCE)
        box.login(_user(address), PASSWORD)
        try:
            yield box
        finally:
            box.logout()

    def empty(self) -> None:
        """Throw every letter away, and every folder."""
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        _own_folder(self.folder / "mail")


@contextlib.contextmanager
def mail_servers(*users: str, introspection: str = "") -> Iterator[MailServers]:
    """
    Run both servers until the block ends; only these addresses have a mailbox.

    Where `introspection` is an address, both take tokens too, and ask there whose they are.
    """
    for program in ("dovecot", "postfix", "openssl"):
        assert shutil.which(program, path=_PLACES), f"{program} is missing: script/test installs it"
    folder = Path(tempfile.mkdtemp(prefix="moothall-mail-"))
    folder.chmod(0o755)
    run = Path(tempfile.mkdtemp(prefix="mm-"))
    run.chmod(0o755)
    ports = dict(zip(("imap", "imaps", "lmtp", "auth", "smtp"), _free_ports(5), strict=True))
    servers = MailServers(folder, ports["imap"], ports["imaps"], ports["smtp"])
    _write(folder, run, users, ports, introspection)
    dovecot = subprocess.Popen(
        [_program("dovecot"), "-F", "-c", str(folder / "dovecot.conf")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _postfix(folder, "start")
        for port in ports.values():
            _wait_for_port(port)
        yield servers
    finally:
        _postfix(folder, "stop", check=False)
        dovecot.send_signal(signal.SIGTERM)
        dovecot.wait(_PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(run, ignore_errors=True)


def _write(
    folder: Path, run: Path, users: tuple[str, ...], ports: dict[str, int], introspection: str
) -> None:
    said = {"folder": folder, "run": run, "domains": ", ".join(DOMAINS), **ports}
    said |= {
        "by_token": " xoauth2 oauthbearer" if introspection else "",
        "token_passdb": _TOKEN_PASSDB.format(folder=folder) if introspection else "",
    }
    (folder / "tokens.conf").write_text(_TOKENS.format(introspection=introspection))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**said))
    _own_folder(folder / "mail")
    (folder / "passwd").write_text(
        "".join(
            f"{_user(one)}:{PASSWORD}:::: {folder}/mail/{_user(one)}::\n".replace(": /", ":/")
            for one in users
        )
    )
    subprocess.run(
        [_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "main.cf").write_text(_POSTFIX.format(**said))
    (folder / "master.cf").write_text(_MASTER.format(**said))
    (folder / "spool").mkdir()
    (folder / "data").mkdir()
    shutil.chown(folder / "data", "postfix")


def _postfix(folder: Path, act: str, *, check: bool = True) -> None:
    done = subprocess.run(
        [_program("postfix"), "-c", str(folder), act], capture_output=True, text=True, check=False
    )
    assert not check or done.returncode == 0, done.stderr + done.stdout


def _own_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _user(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _program(name: str) -> str:
    return shutil.which(name, path=_PLACES) or name


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"Nothing listens at port {port}.")
