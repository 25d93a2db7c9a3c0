"""A browser without a window: what it prints of a page, and what it makes of one on a screen."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import tools
from pypdf import PdfReader


class Browser:
    """Chromium, with its profile in the folder `profile`; a test without it, or without Chinese, is `tools.missing`."""

    def __init__(self, profile: Path) -> None:
        if (fonts := shutil.which("fc-list")) and not subprocess.check_output([fonts, ":lang=zh"]):
            tools.missing("a font with Chinese")
        self._command = [
            tools.needed("Chromium", "chromium", "chromium-browser", "google-chrome"),
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--allow-file-access-from-files",
            f"--user-data-dir={profile}",
        ]  # fmt: skip

    def printed(self, page: Path) -> PdfReader:
        """What a person gets who prints the page."""
        pdf = page.with_suffix(".browser.pdf")
        self._run(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
        return PdfReader(io.BytesIO(pdf.read_bytes()))

    def seen(self, page: Path, width: int, *, dark: bool) -> str:
        """The page as its scripts leave it, in a window `width` pixels wide, for a reader who wants it light or dark."""
        return self._run(
            page,
            *(f"--window-size={width},1000", "--virtual-time-budget=5000", "--dump-dom"),
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        )

    def _run(self, page: Path, *options: str) -> str:
        command = [*self._command, *options, page.as_uri()]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
