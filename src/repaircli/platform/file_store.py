"""A folder of files under the SHA-256 of their content: put in whole or not at all, and checked when they are read.

Nothing is taken out: what is there once is there under the same name for every reader.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from repaircli.platform.errors import FULL, Unusable, UsageProblem, reason
from repaircli.platform.text import Msg, msg

MAX_BYTES = 20 * 1024 * 1024
"""A scan or a photo is far smaller; what is larger is something else."""
_CHUNK = 1024 * 1024
_HEAD = 1024
_UNFINISHED = ".new-"
"""How a file is called while it is written."""

SIGNATURES = (
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("gif", 0, b"GIF8"),
    ("tiff", 0, b"II*\x00"),
    ("tiff", 0, b"MM\x00*"),
    ("webp", 8, b"WEBP"),
    *(("heic", 4, b"ftyp" + brand) for brand in (b"heic", b"heix", b"heim", b"mif1", b"msf1", b"avif")),
)
"""What files of each kind hold, and where; a PDF may begin a little later (`kind_of`)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the folder: the SHA-256 of its content, how long it is, and what kind its content is of."""

    sha256: str
    bytes: int
    kind: str


def kind_of(head: bytes) -> str | None:
    """The kind of photo or document that begins with `head`; None for anything else."""
    if b"%PDF-" in head[:_HEAD]:
        return "pdf"
    return next((kind for kind, at, mark in SIGNATURES if head[at : at + len(mark)] == mark), None)


@dataclass(frozen=True, slots=True)
class FileStore:
    """The files in `folder`, which is made for its owner alone when the first one comes."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the file with that hash is, or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, source: Path) -> Kept:
        """Copies the file `source` into the folder, on disk for certain when this returns.

        Raises NotFound where there is none; UsageProblem for what is no regular file, empty, too large, or neither a
        photo nor a PDF; Unusable where the folder cannot be written.
        """
        with _reading(source) as file:
            try:
                return self._put(source, file)
            except OSError as error:
                raise unwritable(self.folder, error) from None

    def _put(self, source: Path, file: BinaryIO) -> Kept:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(self.folder.stat().st_mode)
        handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=self.folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                kept = _copied(source, file, out)
                out.flush()
                os.fsync(handle)
            # in a folder that a group shares, the group reads the file too
            os.chmod(temporary, mode & 0o666)
            target = self.path(kept.sha256)
            if not target.parent.is_dir():
                target.parent.mkdir(exist_ok=True)
                os.chmod(target.parent, mode)
                _sync_folder(self.folder)
            os.replace(temporary, target)
            _sync_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return kept

    def fault(self, sha256: str) -> str | None:
        """`missing` or `altered` where the file with that hash is not there as it was; None where it is."""
        try:
            with open(self.path(sha256), "rb") as file:
                return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "altered"
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "altered"

    def copy(self, sha256: str, target: Path) -> str | None:
        """Copies the file with that hash to `target`, which is flushed; else what `fault` says of it.

        A copy that turns out to be altered is removed. Raises OSError where `target` cannot be written.
        """
        digest = hashlib.sha256()
        try:
            source = open(self.path(sha256), "rb")  # noqa: SIM115 - closed below
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "altered"
        with source, open(target, "wb") as out:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() == sha256:
            return None
        target.unlink()
        return "altered"

    def unused(self, known: set[str]) -> int:
        """How many files are there beside the `known` hashes, such as those of a command that was cut off."""
        found = [name for name in self.folder.glob("*/*") if name.name not in known]
        return len(found) + len(list(self.folder.glob(f"{_UNFINISHED}*")))


def unwritable(place: Path, error: OSError) -> Unusable | UsageProblem:
    """The error where a file of the folder cannot be written."""
    text = msg("{file} cannot be written: {why}", file=str(place), why=reason(error))
    if error.errno in FULL:
        return Unusable(text, code="output")
    return UsageProblem(text, code="output")


@contextmanager
def _reading(source: Path) -> Iterator[BinaryIO]:
    """The file `source`, open to read. Raises as `FileStore.put`; a pipe or a device is not waited for."""
    try:
        handle = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise UsageProblem(msg("no such file: {file}", file=str(source)), code="no_file") from None
    except (OSError, ValueError) as error:
        raise _unfit(source, reason(error)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _unfit(source, msg("it is not a regular file"))
    with os.fdopen(handle, "rb") as file:
        yield file


def _copied(source: Path, file: BinaryIO, out: BinaryIO) -> Kept:
    """Copies what `file` holds into `out`, bounded while it is read: a file may grow. Raises UsageProblem."""
    digest, size, kind = hashlib.sha256(), 0, None
    while chunk := file.read(_CHUNK):
        kind = kind_of(chunk) if size == 0 else kind
        size += len(chunk)
        if kind is None:
            raise _unfit(source, msg("it is neither a photo nor a PDF"), KINDS)
        if size > MAX_BYTES:
            raise _unfit(source, msg("it has more than {limit} MB", limit=MAX_BYTES // 1024**2))
        digest.update(chunk)
        out.write(chunk)
    if kind is None:
        raise _unfit(source, msg("it is empty"))
    return Kept(digest.hexdigest(), size, kind)


KINDS = msg("photos and scans are taken as JPEG, PNG, PDF, HEIC, TIFF, WebP and GIF")


def _unfit(source: Path, why: Msg, hint: Msg | None = None) -> UsageProblem:
    return UsageProblem(msg("{file} is not taken: {why}", file=str(source), why=why), hint, code="unfit_file")


def _sync_folder(folder: Path) -> None:
    """Flushes the entry of a new file in its folder, where the system can (Windows cannot open a folder)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
