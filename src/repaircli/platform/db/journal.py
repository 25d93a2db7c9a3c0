"""Which journal mode a SQLite file may have: WAL only where neither SQLite nor the file system spoils it."""

from __future__ import annotations

import os
from pathlib import Path

MOUNTS = Path("/proc/mounts")

_FOREIGN = frozenset((
    "nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "9p", "drvfs", "virtiofs", "vboxsf", "vmhgfs", "prl_fs",
    "afs", "ceph", "lustre", "gpfs", "ocfs2", "gfs2", "glusterfs", "ncpfs", "coda", "orangefs", "beegfs",
))  # fmt: skip
"""File systems whose files another machine may open too: WAL's shared memory does not reach there."""


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (3.7.0 to 3.51.2, but 3.44.6+ and 3.50.7+ of theirs)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def is_local(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether `path` lies on a local file system; what cannot be read counts as no."""
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return False
    name = os.fsencode(os.path.realpath(path))
    best, kind = b"", ""
    for line in lines:
        fields = line.split(b" ")
        if len(fields) < 3:
            continue
        point = _unescaped(fields[1])
        inside = name == point or name.startswith(point.rstrip(b"/") + b"/")
        # of two mounts on one point the later lies on top
        if inside and len(point) >= len(best):
            best, kind = point, fields[2].decode("ascii", "replace")
    return bool(kind) and kind not in _FOREIGN and not kind.startswith(("fuse", "nfs", "smb"))


def _unescaped(point: bytes) -> bytes:
    for octal, plain in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        point = point.replace(octal, plain)
    return point


def wanted(path: Path, version: tuple[int, ...]) -> str:
    """`wal` or `truncate`, for the file at `path` opened by a SQLite of `version`."""
    return "wal" if wal_is_sound(version) and is_local(path) else "truncate"
