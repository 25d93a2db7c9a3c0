"""How notices are delivered, read from the tables of the settings file: server, addresses, command."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from repaircli.platform import machine
from repaircli.platform.errors import UsageProblem, reason
from repaircli.platform.text import Msg, command_line, msg

SECURITY = ("none", "starttls", "tls")
LANGUAGES = ("zh", "en")
MEDIA = ("email", "web", "form", "phone")
ROLES = ("hq", "cssd", "visitors", "cc")
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Server:
    """The SMTP server and the sender. `ca_file`: certificates to trust instead of the system's."""

    host: str
    port: int
    security: str
    sender: str
    sender_name: str
    lang: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A program that delivers notices, as its words, and the media that it takes also for receivers with a mail address."""

    words: tuple[str, ...]
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that is configured. `roles`, `regions` and `stations` hold mail addresses by receiver."""

    server: Server | None = None
    command: Command | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Msg, ...] = ()

    @property
    def lang(self) -> str:
        """The language of the letters."""
        return self.server.lang if self.server is not None else "zh"

    def addresses(self, to_kind: str, to: str) -> tuple[str, ...]:
        """Where mail to this receiver goes; empty where nothing is configured."""
        if to_kind == "region":
            return self.regions.get(to, ())
        if to_kind == "station":
            return self.stations.get(to, ())
        return self.roles.get(to_kind, ())

    @property
    def by_mail(self) -> tuple[str, ...]:
        """The media whose notices go by mail to receivers with an address: all that no clause binds to the telephone."""
        taken = self.command.takes if self.command is not None else frozenset()
        return tuple(m for m in MEDIA if m != "phone" and m not in taken) if self.server is not None else ()

    @property
    def by_command(self) -> tuple[str, ...]:
        """The media whose notices the command takes if mail does not; what a clause sends by mail is never taken."""
        return tuple(m for m in MEDIA if m != "email") if self.command is not None else ()

    def way(self, medium: str, to_kind: str, to: str) -> str | None:
        """How this notice goes: `mail`, `command`, or not at all."""
        if medium in self.by_mail and self.addresses(to_kind, to):
            return "mail"
        return "command" if medium in self.by_command else None


def read(given: Mapping[str, Any], *, trial: bool = False) -> Setup:
    """The setup of the tables `mail`, `addresses` and `media`, of the mail `password` of the environment and of the
    settings `file`. Raises UsageProblem if they are wrong, or empty unless it is a `trial`.
    """
    tables = _Tables(given)
    mail, media, addresses = (tables.table(name) for name in ("mail", "media", "addresses"))
    if mail is None and media is None:
        lacking = msg(
            "the settings file {file} has neither a mail server nor a command for notices", file=tables.file
        )
        if trial:
            return Setup(notes=(lacking,))
        raise UsageProblem(lacking, command_line("docs", "operations"), code="settings")
    where = dict(addresses or {})
    regions = tables.receivers("addresses.region", where.pop("region", {}))
    stations = tables.receivers("addresses.station", where.pop("station", {}))
    tables.only("addresses", where, ROLES)
    return Setup(
        server=None if mail is None else tables.server(mail),
        command=None if media is None else tables.command(media),
        roles=tables.receivers("addresses", where),
        regions=regions,
        stations=stations,
        notes=tuple(tables.notes),
    )


class _Tables:
    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.file = str(given["file"])
        self.notes: list[Msg] = []

    def wrong(self, where: str, why: Msg) -> UsageProblem:
        return UsageProblem(
            msg("{file}: {where}: {why}", file=self.file, where=where, why=why),
            command_line("config path"),
            code="settings",
        )

    def table(self, name: str) -> Mapping[str, Any] | None:
        found = self.given.get(name)
        if found is not None and not isinstance(found, Mapping):
            raise self.wrong(name, msg("a table is expected"))
        return found

    def only(self, table: str, found: Iterable[str], known: tuple[str, ...]) -> None:
        for key in found:
            if key not in known:
                raise self.wrong(
                    f"{table}.{key}", msg("unknown setting; possible settings: {known}", known=known)
                )

    def text(self, table: str, found: Mapping[str, Any], key: str, default: str | None = None) -> str | None:
        value = found.get(key, default)
        if value is None or (isinstance(value, str) and value and value.isprintable()):
            return value
        raise self.wrong(f"{table}.{key}", msg("a text is expected"))

    def choice(
        self, table: str, found: Mapping[str, Any], key: str, known: tuple[str, ...], default: str
    ) -> str:
        value = found.get(key, default)
        if value not in known:
            raise self.wrong(
                f"{table}.{key}", msg("{value} is not one of {choices}", value=str(value), choices=known)
            )
        return str(value)

    def receivers(self, name: str, found: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(found, Mapping):
            raise self.wrong(name, msg("a table is expected"))
        return {key: self.mailboxes(f"{name}.{key}", value) for key, value in found.items()}

    def mailboxes(self, where: str, value: object) -> tuple[str, ...]:
        several = value if isinstance(value, list) else [value]
        for one in several:
            if not (isinstance(one, str) and _ADDRESS.fullmatch(one)):
                raise self.wrong(where, msg("{value} is not a mail address", value=str(one)))
        return tuple(several)

    def server(self, mail: Mapping[str, Any]) -> Server:
        if "password" in mail:
            raise self.wrong(
                "mail.password",
                msg(
                    "a password is not allowed here: name a file in password_file, or set REPAIRCLI_MAIL_PASSWORD"
                ),
            )
        known = ("host", "port", "security", "user", "password_file", "from", "lang", "ca_file")
        self.only("mail", mail, known)
        security = self.choice("mail", mail, "security", SECURITY, "starttls")
        host, user = self.text("mail", mail, "host"), self.text("mail", mail, "user")
        if host is None:
            raise self.wrong("mail.host", msg("is missing"))
        port = mail.get("port", _PORTS[security])
        if not isinstance(port, int) or isinstance(port, bool) or not 0 < port <= _LONGEST_PORT:
            raise self.wrong("mail.port", msg("a number from 1 to 65535 is expected"))
        password = self.password(mail)
        if user is not None and password is None:
            raise self.wrong(
                "mail.user",
                msg("its password is missing: name a file in password_file, or set REPAIRCLI_MAIL_PASSWORD"),
            )
        if user is not None and security == "none" and host not in ("localhost", "127.0.0.1", "::1"):
            self.notes.append(
                msg(
                    "the mail password would be sent to {host} unencrypted: set mail.security to starttls",
                    host=host,
                )
            )
        ca_file = self.text("mail", mail, "ca_file")
        sender_name, sender = self.sender(mail)
        return Server(
            host=host,
            port=port,
            security=security,
            sender=sender,
            sender_name=sender_name,
            lang=self.choice("mail", mail, "lang", LANGUAGES, "zh"),
            user=user,
            password=password if user is not None else None,
            ca_file=None if ca_file is None else str(self.path(ca_file)),
        )

    def sender(self, mail: Mapping[str, Any]) -> tuple[str, str]:
        said = self.text("mail", mail, "from")
        if said is None:
            raise self.wrong("mail.from", msg("is missing"))
        name, address = parseaddr(said)
        if not _ADDRESS.fullmatch(address):
            raise self.wrong("mail.from", msg("{value} is not a mail address", value=said))
        return name, address

    def password(self, mail: Mapping[str, Any]) -> str | None:
        if self.given.get("password"):
            return str(self.given["password"])
        named = self.text("mail", mail, "password_file")
        if named is None:
            return None
        file = self.path(named)
        try:
            with file.open(encoding="utf-8") as opened:
                loose = stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077
                password = opened.readline().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = reason(error)
            raise self.wrong("mail.password_file", msg("{file}: {why}", file=named, why=why)) from error
        if not password:
            raise self.wrong("mail.password_file", msg("the first line of {file} is empty", file=named))
        if loose and not machine.WINDOWS:
            self.notes.append(msg("other users can read {file}: chmod 600 {file}", file=named))
        return password

    def path(self, named: str) -> Path:
        """A path in the settings file, relative to the folder of that file."""
        return Path(self.file).parent / os.path.expanduser(named)

    def command(self, media: Mapping[str, Any]) -> Command:
        self.only("media", media, ("command", "takes"))
        said = self.text("media", media, "command")
        if said is None:
            raise self.wrong("media.command", msg("is missing"))
        try:
            words = tuple(machine.words(said))
        except ValueError as error:
            raise self.wrong("media.command", Msg(str(error))) from error
        if not words:
            raise self.wrong("media.command", msg("is missing"))
        takes = media.get("takes", ["phone"])
        wrong = [m for m in takes if m not in MEDIA[1:]] if isinstance(takes, list) else [takes]
        if wrong:
            raise self.wrong(
                "media.takes", msg("{value} is not one of {choices}", value=str(wrong[0]), choices=MEDIA[1:])
            )
        return Command((os.path.expanduser(words[0]), *words[1:]), frozenset(takes))
