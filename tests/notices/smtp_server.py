"""A real SMTP server on a port of this machine, whose answers a test chooses."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "repair", "a secret"


class Server(Controller):
    """Takes mail. `rcpt` and `data` answer in place of `250` where they give a text; every message taken is kept."""

    def __init__(self, tls: ssl.SSLContext | None = None, auth: bool = False, **more: Any) -> None:
        self.taken: list[EmailMessage] = []
        self.receivers: list[list[str]] = []
        self.asked: list[str] = []
        self.rcpt: Callable[[str], str | None] = lambda address: None
        self.data: Callable[[EmailMessage], str | None] = lambda mail: None
        self.before_reply: Callable[[Any], None] = lambda server: None
        self.lock = threading.Lock()
        self.options: dict[str, Any] = {}
        if tls is not None:
            self.options["tls_context"] = tls
            self.options["require_starttls"] = True
        self.auth = auth
        if auth:
            self.options |= {"authenticator": _authenticated, "auth_require_tls": False}
        super().__init__(self, hostname="127.0.0.1", port=0, **more)

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.test", **self.options)

    def _trigger_server(self) -> None:
        # port 0: the kernel chose one, and the controller must ask for it before it looks whether we listen
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        answer = "530 log in first" if self.auth and not session.authenticated else self.rcpt(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        answer = self.data(mail)
        if answer is None:
            with self.lock:
                self.taken.append(mail)
                self.receivers.append(list(envelope.rcpt_tos))
        self.before_reply(server)
        await asyncio.sleep(0)
        return answer or "250 taken"


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=False)


@contextlib.contextmanager
def running(**options: Any) -> Iterator[Server]:
    """A server for the block."""
    server = Server(**options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
