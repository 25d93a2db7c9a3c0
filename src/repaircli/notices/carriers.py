"""Delivers letters to an SMTP server, or to a program on its standard input, and reports the outcome of each."""

from __future__ import annotations

import hashlib
import os
import re
import smtplib
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType

from repaircli.notices.letter import Letter, Notice, one_line
from repaircli.notices.outcome import UNKNOWN, UNKNOWN_PROGRAM, Fate, Outcome
from repaircli.notices.setup import Command, Server
from repaircli.platform import i18n

TIMEOUT_SECONDS = 30
COMMAND_SECONDS = 60
_LONGEST_ERROR = 300
_SECRETS = ("REPAIRCLI_MAIL_PASSWORD", "REPAIRCLI_TOKEN")

_LEADING_DOT = re.compile(rb"^\.", re.M)


class Unreachable(Exception):
    """The server cannot be used now; nothing of the current letter was given to it."""


def message_id(notice: Notice, domain: str) -> str:
    """The Message-ID: the same for every attempt at this notice, and different for every other notice of any database."""
    key = f"{notice.id} {notice.code} {notice.created_at.isoformat()} {notice.to_kind} {notice.to} {notice.order_no}"
    return f"<notice-{notice.id}-{hashlib.sha256(key.encode()).hexdigest()[:24]}@{domain}>"


def message(server: Server, notice: Notice, letter: Letter, to: Sequence[str], now: datetime) -> EmailMessage:
    """The mail for `letter`; no value of it can become a header or a line of the protocol."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(one_line(server.sender_name), addr_spec=server.sender)
    mail["To"] = ", ".join(to)
    mail["Subject"] = one_line(i18n.tr(letter.subject, server.lang))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(notice, server.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(i18n.tr(letter.body, server.lang) + "\n", charset="utf-8", cte="base64")
    return mail


class Post:
    """A connection to the server, for one run; opened with the first letter, again where it broke between two."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._open: smtplib.SMTP | None = None
        self.handed_over = False
        """Whether the server may have the current letter already, without having confirmed it."""

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # after an interrupt, skip waiting for the answer to QUIT
        if self._open is not None and kind is None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
        self._drop()

    def connect(self) -> None:
        """Makes sure of a connection that answers. Raises Unreachable."""
        if self._open is not None:
            try:
                if self._open.noop()[0] == 250:
                    return
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        try:
            self._open = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable(_words(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_trouble(error)) from error

    def send(self, mail: EmailMessage, to: Sequence[str]) -> Outcome:
        """Sends to all of `to` that the server takes. Raises Unreachable while nothing was handed over."""
        self.handed_over = False
        self.connect()
        assert self._open is not None
        try:
            return self._sent(self._open, mail.as_bytes(), to)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if self.handed_over:
                return Outcome(Fate.UNKNOWN, UNKNOWN)
            raise Unreachable(_trouble(error)) from error

    def _connected(self) -> smtplib.SMTP:
        s = self.server
        context = None if s.security == "none" else ssl.create_default_context(cafile=s.ca_file)
        if s.security == "tls":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(s.host, s.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            opened = smtplib.SMTP(s.host, s.port, timeout=TIMEOUT_SECONDS)
        try:
            if s.security == "starttls":
                opened.starttls(context=context)
            if s.user is not None:
                opened.login(s.user, s.password or "")
            opened.ehlo_or_helo_if_needed()
        except BaseException:
            opened.close()
            raise
        return opened

    def _sent(self, opened: smtplib.SMTP, content: bytes, to: Sequence[str]) -> Outcome:
        code, said = opened.mail(self.server.sender)
        if code != 250:
            # the server refuses the sender, not this letter
            self._drop()
            raise Unreachable(_words(code, said))
        refused: dict[str, tuple[int, bytes]] = {}
        for address in to:
            code, said = opened.rcpt(address)
            if code not in (250, 251):
                refused[address] = (code, said)
        later = [answer for answer in refused.values() if answer[0] < 500]
        told = "; ".join(f"{address}: {_words(*answer)}" for address, answer in refused.items()) or None
        if later or len(refused) == len(to):
            # no receiver has it yet: it is sent to all of them once the server takes all
            opened.rset()
            return Outcome(Fate.LATER if later else Fate.NEVER, told)
        code, said = opened.docmd("DATA")
        if code != 354:
            opened.rset()
            return Outcome(Fate.LATER if code < 500 else Fate.NEVER, _words(code, said))
        self.handed_over = True
        try:
            opened.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
        except (OSError, smtplib.SMTPException):
            # the end of the letter did not leave this machine, and without it the server delivers nothing
            self.handed_over = False
            raise
        code, said = opened.getreply()
        self.handed_over = False
        if code != 250:
            return Outcome(Fate.LATER if code < 500 else Fate.NEVER, _words(code, said))
        return Outcome(Fate.SENT, told)

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def run_command(command: Command, notice: Notice, letter: Letter, lang: str) -> Outcome:
    """Gives the letter to the program on its standard input, what else it needs in its environment.

    Exit 0: taken. Any other: to be tried later. A program that does not end within a minute is stopped, and the outcome
    is unknown.
    """
    text = f"{i18n.tr(letter.subject, lang)}\n\n{i18n.tr(letter.body, lang)}\n"
    try:
        done = subprocess.run(
            command.words,
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(notice),
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(Fate.UNKNOWN, UNKNOWN_PROGRAM)
    except OSError as error:
        return Outcome(Fate.LATER, f"{command.words[0]}: {error.strerror or error}")
    if done.returncode == 0:
        return Outcome(Fate.SENT)
    # of a program that was ended, Unix tells the signal as a negative number, Windows a status beyond this one
    if not 0 <= done.returncode < 0xC000_0000:
        return Outcome(Fate.UNKNOWN, UNKNOWN_PROGRAM)
    said = one_line(done.stdout.decode("utf-8", "replace"))[-_LONGEST_ERROR:]
    return Outcome(Fate.LATER, f"{command.words[0]}: exit {done.returncode}" + (f": {said}" if said else ""))


def _environment(notice: Notice) -> Mapping[str, str]:
    told = {
        "ID": str(notice.id),
        "CODE": notice.code,
        "MEDIUM": notice.medium,
        "TO_KIND": notice.to_kind,
        "TO": notice.to,
        "ORDER_NO": notice.order_no or "",
        "PHONES": " ".join(str(p) for p in (notice.order or {}).get("phones") or ())
        if notice.to_kind == "customer"
        else "",
    }
    own = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    return own | {f"REPAIRCLI_NOTICE_{name}": one_line(value) for name, value in told.items()}


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}")[:_LONGEST_ERROR]


def _trouble(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return one_line(f"certificate: {error.verify_message}")
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    where = getattr(error, "filename", None)
    return one_line(f"{where}: {why}" if where else why)[:_LONGEST_ERROR]
