"""Request ids: kept with the first answer, in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from repaircli.platform.db import operations
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, Tx

AT = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(runner.create(str(tmp_path / "repair.db"), training=True)) as database:
        yield database


def begin(tx: Tx, request_id: str = "k1") -> None:
    operations.start(tx, request_id=request_id, user_id=None, command="order start", content_hash="ab", at=AT)


def test_an_operation_is_running_until_it_has_its_answer(database: Database) -> None:
    with database.write() as tx:
        begin(tx)
    with database.write() as tx:
        found = operations.find(tx, "k1")
        assert found is not None
        assert (found.state, found.answer, found.started_at) == ("running", None, AT)
        operations.finish(tx, "k1", exit=7, answer='{"a":1}', at=AT)
    with database.read() as tx:
        found = operations.find(tx, "k1")
        assert found is not None
        assert (found.state, found.exit, found.answer, found.finished_at) == ("done", 7, '{"a":1}', AT)
        assert operations.find(tx, "k2") is None


def test_the_same_id_cannot_be_begun_twice(database: Database) -> None:
    with database.write() as tx:
        begin(tx)
    with pytest.raises(IntegrityError), database.write() as tx:
        begin(tx)


def test_an_operation_cannot_be_done_without_an_answer(database: Database) -> None:
    with database.write() as tx:
        begin(tx)
    with pytest.raises(IntegrityError), database.write() as tx:
        tx.update(operations.operations, {"request_id": "k1"}, state="done")


def test_finished_chunks_are_found_again_in_their_order_until_the_answer_is_there(database: Database) -> None:
    with database.write() as tx:
        begin(tx)
        assert operations.add_part(tx, "k1", "[1]") == 0
    with database.write() as tx:
        assert operations.add_part(tx, "k1", "[2]") == 1
    with database.read() as tx:
        assert operations.parts(tx, "k1") == ["[1]", "[2]"]
    with database.write() as tx:
        operations.finish(tx, "k1", exit=0, answer="[1,2]", at=AT)
    with database.read() as tx:
        assert operations.parts(tx, "k1") == []
