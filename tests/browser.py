"""A browser without a window: what it prints of a page, and what a script sees of a page on a screen."""

from __future__ import annotations

import base64
import io
import json
import os
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any

import tools
from pypdf import PdfReader


class Browser:
    """Chromium with its profile in the folder `profile`, started once and told through pipes what to look at.

    A test without it, or without Chinese, is `tools.missing`.
    """

    def __init__(self, profile: Path) -> None:
        if (fonts := shutil.which("fc-list")) and not subprocess.check_output([fonts, ":lang=zh"]):
            tools.missing("a font with Chinese")
        command = [
            tools.needed("Chromium", "chromium", "chromium-browser", "google-chrome"),
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]  # fmt: skip
        # It reads what it is told from the file 3 and answers in the file 4.
        piped = ["sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1', "sh", *command]
        self._process = subprocess.Popen(piped, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin and self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        self._unread = b""
        self._told = 0

    def printed(self, page: Path) -> PdfReader:
        """What a person gets who prints the page."""
        made = self._look(page, "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        return PdfReader(io.BytesIO(base64.b64decode(made["data"])))

    def seen(self, page: Path, script: str, width: int, *, dark: bool) -> Any:
        """The value of `script` in the page, on a screen `width` pixels wide, for a reader who wants it light or dark."""
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        value = self._look(
            page,
            "Runtime.evaluate",
            {"expression": script, "returnByValue": True},
            {
                "Emulation.setDeviceMetricsOverride": screen,
                "Emulation.setEmulatedMedia": {"features": [scheme]},
            },
        )
        return value["result"]["value"]

    def close(self) -> None:
        """Ends the browser."""
        self._tell("Browser.close", {})
        self._process.communicate(timeout=60)

    def _look(
        self, page: Path, method: str, params: dict[str, Any], before: dict[str, dict[str, Any]] | None = None
    ) -> Any:
        """What `method` says in a tab of its own with the page, after what is told `before` the page is loaded."""
        tab = self._tell("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self._tell("Target.attachToTarget", {"targetId": tab, "flatten": True})["sessionId"]
        for first, how in {
            "Page.enable": {},
            **(before or {}),
            "Page.navigate": {"url": page.as_uri()},
        }.items():
            self._tell(first, how, session)
        while self._hear().get("method") != "Page.loadEventFired":
            pass
        answer = self._tell(method, params, session)
        self._tell("Target.closeTarget", {"targetId": tab})
        return answer

    def _tell(self, method: str, params: dict[str, Any], session: str | None = None) -> Any:
        self._told += 1
        line = {"id": self._told, "method": method, "params": params} | (
            {"sessionId": session} if session else {}
        )
        self._to.write(json.dumps(line).encode() + b"\0")
        self._to.flush()
        while (heard := self._hear()).get("id") != self._told:
            pass
        assert "error" not in heard, (method, heard)
        return heard["result"]

    def _hear(self) -> Any:
        """The next thing that the browser says; a zero byte ends each."""
        while b"\0" not in self._unread:
            assert select.select([self._from], [], [], 120)[0], "the browser has said nothing for two minutes"
            more = os.read(self._from.fileno(), 1 << 16)
            assert more, "the browser has ended"
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\0")
        return json.loads(line)
