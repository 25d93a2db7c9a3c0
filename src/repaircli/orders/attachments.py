"""Photos and scans of an order, such as the signed sheet: kept beside the database, each under its SHA-256."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from repaircli.orders import lookup
from repaircli.orders import record as orders_record
from repaircli.orders.followup_tables import Attachment
from repaircli.platform import settings
from repaircli.platform.answers import Answer
from repaircli.platform.db.session import Database, Tx
from repaircli.platform.errors import UsageProblem
from repaircli.platform.file_store import FileStore, unwritable
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes

FOLDER = "attachments"
"""The folder with the files, in a folder that holds exported orders."""

_LONGEST_NAME = 100


@writes
def attach(tx: Transaction, no: str, file: str) -> Answer:
    """Keeps a copy of `file` with the order, also with one that is closed; the same content again changes nothing.

    Raises NotFound and UsageProblem for a file that is not taken, Unusable where it cannot be kept.
    """
    record = orders_record.find(tx, no)
    kept = store(tx.db).put(Path(file).expanduser())
    if any(known.sha256 == kept.sha256 for known in tx.find(Attachment, order_no=record.no)):
        tx.note(msg("the order has this file already; nothing changes"))
    else:
        row = tx.add(
            Attachment,
            order_no=record.no,
            file_name=_clean(Path(file).name),
            kind=kept.kind,
            bytes=kept.bytes,
            sha256=kept.sha256,
            attached_by=tx.acting.login,
            attached_at=tx.now,
        )
        tx.event(
            "file.attached",
            order_no=record.no,
            after={"id": row.id, "file_name": row.file_name, "sha256": row.sha256},
        )
    return orders_record.answer(tx, "order.attached", record, attachments=of_order(tx, record.no))


@reads
def listing(tx: Transaction, no: str, output: str | None = None) -> Answer:
    """The attachments of the order; with `output` copies of them are put into that folder. Raises UsageProblem."""
    order_no = lookup.order(tx, no).order_no
    found = of_order(tx, order_no)
    if output is not None:
        _copy_out(tx, found, Path(output).expanduser())
    return Answer("order.attachments", found)


def of_order(tx: Transaction, no: str) -> list[dict[str, Any]]:
    """The attachments of the order, the first one first."""
    return [tx.as_json(Attachment, row, "order_no") for row in tx.find(Attachment, order_no=no)]


def store(database: Database) -> FileStore:
    """Where the files of the database are: in the folder of the setting `files`, else beside the database file.

    Raises UsageProblem for a database on a server while nothing is set.
    """
    told = settings.value("files")
    if told:
        return FileStore(Path(told).expanduser())
    if database.path is None:
        raise UsageProblem(
            msg("the setting files does not say in which folder attachments are kept"),
            command_line("config set", "files DIR"),
            code="no_folder",
        )
    return FileStore(database.path.with_name(f"{database.path.name}.files"))


def faults(tx: Tx, database: Database) -> Iterator[Msg]:
    """What is missing or altered of the files that orders have."""
    rows = tx.find(Attachment)
    files = store(database) if rows else None
    for row in rows:
        fault = files.fault(row.sha256) if files else None
        if fault == "missing":
            yield msg("attachment {id} of order {no} is missing", id=row.id, no=row.order_no)
        elif fault is not None:
            yield msg("attachment {id} of order {no} was altered", id=row.id, no=row.order_no)


@reads
def copied(tx: Transaction, wanted: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """Copies files by their hash to the names in `folder`; gives those that are missing or altered here."""
    if not wanted:
        return ()
    files = store(tx.db)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(name for sha256, name in wanted.items() if files.copy(sha256, folder / name) is not None)
    except OSError as error:
        raise unwritable(folder, error) from None


@reads
def taken_over(tx: Transaction, folder: Path) -> None:
    """Puts the files of a folder of exported orders into the store, before their orders are written."""
    if folder.is_dir():
        files = store(tx.db)
        for file in sorted(folder.iterdir()):
            if len(file.name) == 64 and file.is_file():
                files.put(file)


def _copy_out(tx: Transaction, found: list[dict[str, Any]], folder: Path) -> None:
    names = {row["sha256"]: f"{row['id']}-{row['file_name']}" for row in found}
    lost = copied.within(tx, names, folder)
    if lost:
        tx.note(msg("missing or altered, so not copied: {names}", names=lost))


def _clean(name: str) -> str:
    """A name that can be a name in any folder: no separators, no control characters, not too long."""
    kept = "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    longest = _LONGEST_NAME - len(ending) - 1
    return f"{stem[:longest]}{dot}{ending}" if dot and longest > 0 else kept[:_LONGEST_NAME] or "attachment"
