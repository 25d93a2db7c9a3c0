"""A small service network in a training database, and commands run on it at a chosen time by a chosen person."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hints

from repaircli import cli
from repaircli.network.tables import Region, Station
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Tx, opened
from repaircli.platform.user_tables import User

NORTH, EAST = "华北区", "华东区"
STATIONS = (
    # number, region, head station, notebook station, closed, areas
    ("000001", NORTH, None, False, False, ["110101", "110102"]),
    ("000002", NORTH, "000001", False, False, ["110103"]),
    ("000003", NORTH, None, True, False, ["110101"]),
    ("000009", NORTH, None, False, True, []),
    ("000101", EAST, None, False, False, ["310101"]),
)
PEOPLE = (
    # login, roles, region, station
    ("admin", "admin", None, None),
    ("agent", "agent", None, None),
    ("cisd", "cisd", None, None),
    ("north", "liaison", NORTH, None),
    ("east", "liaison", EAST, None),
    ("co1", "coordinator", None, "000001"),
    ("eng1", "engineer", None, "000001"),
    ("both1", "coordinator,engineer", None, "000001"),
    ("co2", "coordinator", None, "000002"),
    ("eng2", "engineer", None, "000002"),
    ("co3", "coordinator", None, "000003"),
    ("eng3", "engineer", None, "000003"),
    ("co101", "coordinator", None, "000101"),
    ("eng101", "engineer", None, "000101"),
    ("visitor", "visitor", None, None),
    ("parts", "parts", None, None),
    ("clerk", "clerk", None, None),
    ("hot1", "hotline", None, None),
    ("hot2", "hotline", None, None),
    ("manager", "manager", None, None),
    ("supervisor", "supervisor", None, None),
)


class Terminal(io.StringIO):
    """A stdout that a person reads."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Result:
    """What a command said."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def checks(self) -> set[str]:
        """The codes of the checks of a refusal."""
        return {c["code"] for c in self.data["checks"]}


class Network:
    """`run` runs a command as the process would; `now` is the clock, to be moved by the test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = "2026-06-03T09:00:00"

    def run(
        self,
        who: str | None,
        *words: str,
        format: str = "json",
        lang: str = "en",
        stdin: str = "",
        typed: str | None = None,
        columns: int | None = None,
    ) -> Result:
        """Runs one command, given as one line or as its words.

        With `columns` its stdout is a terminal of that width, without colours. With `typed` its stdin is a terminal,
        on which a person types that.
        """
        if len(words) == 1:
            words = tuple(shlex.split(words[0]))
        argv = [*words, "-f", format, "--lang", lang]
        if who is not None:
            argv += ["--as", who]
        out, err = io.StringIO() if columns is None else Terminal(), io.StringIO()
        keys = io.StringIO(stdin) if typed is None else Terminal(typed)
        before = dict(os.environ)
        os.environ |= {"REPAIRCLI_NOW": self.now, "REPAIRCLI_DB": str(self.path)}
        if columns is not None:
            os.environ |= {"COLUMNS": str(columns), "NO_COLOR": "1"}
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _stdin(keys):
                code = cli.main(argv)
        finally:
            os.environ.clear()
            os.environ.update(before)
        roles = {login: held.split(",") for login, held, *_ in PEOPLE}.get(who or "")
        for line in hints.of_output(err.getvalue()):
            # a hint says again who acts; what they may not do is no help
            hints.check(line.removesuffix(f" --as {who}"), roles)
        return Result(code, out.getvalue(), err.getvalue())

    def ok(self, who: str, *words: str) -> Any:
        """The answer of a command that must succeed."""
        result = self.run(who, *words)
        assert result.exit == 0, (words, result.exit, result.out, result.err)
        return result.data

    def refused(self, who: str, *words: str) -> set[str]:
        """The codes of the checks of a command that a rule must refuse."""
        result = self.run(who, *words)
        assert result.exit == 3, (words, result.exit, result.out, result.err)
        return result.checks

    def at(self, now: str) -> Network:
        """Moves the clock: an ISO time, or only a time of the day it shows."""
        self.now = now if "T" in now else f"{self.now[:10]}T{now}"
        return self

    def create(self, who: str = "agent", *more: str, **values: str) -> str:
        """Creates an order and gives its number; without a station the head station 000001's, by default on-site."""
        given = {
            "service": "onsite",
            "customer": "张三",
            "phone": "13800000001",
            "address": "北京市东城区一号",
            "fault": "开机无显示",
        } | values
        if who in ("agent", "cisd", "north", "east") and "area" not in given:
            given.setdefault("station", "000001")
        words = [w for name, value in given.items() for w in ("--" + name.replace("_", "-"), value)]
        return str(self.ok(who, "order", "create", *words, *more)["order_no"])

    def downloaded(self, who: str = "agent", *more: str, **values: str) -> str:
        """Creates an order and downloads it as the coordinator of 000001."""
        no = self.create(who, *more, **values)
        self.ok("co1", "order", "download", no)
        return no

    def show(self, no: str, who: str = "admin") -> Any:
        return self.ok(who, "order", "show", no)

    @contextlib.contextmanager
    def tx(self) -> Iterator[Tx]:
        """A read transaction on the database."""
        with opened(str(self.path)) as database, database.read() as tx:
            yield tx

    @contextlib.contextmanager
    def writing(self) -> Iterator[Tx]:
        """A write transaction on the database, for a state that no command makes."""
        with opened(str(self.path)) as database, database.write() as tx:
            yield tx


@contextlib.contextmanager
def _stdin(stream: io.StringIO) -> Any:
    import sys

    before, sys.stdin = sys.stdin, stream
    try:
        yield
    finally:
        sys.stdin = before


def make(path: Path) -> Path:
    """The database of the network, in a new file."""
    runner.create(str(path), True, _fill).close()
    return path


def _fill(tx: Tx) -> None:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    for name in (NORTH, EAST):
        tx.insert(Region, name=name, created_at=made)
    for no, region, head, notebook, closed, areas in STATIONS:
        tx.insert(
            Station,
            no=no,
            name=f"{no}站",
            region=region,
            head=head,
            notebook=notebook,
            closed=closed,
            areas=areas,
            phone="010-80000000",
            created_at=made,
        )
    for login, roles, of_region, station in PEOPLE:
        tx.insert(
            User,
            login=login,
            name=f"{login}名",
            roles=roles,
            region=of_region,
            station=station,
            created_at=made,
        )


def copied(template: Path, to: Path) -> Network:
    """A network of its own for a test."""
    shutil.copyfile(template, to)
    os.chmod(to, 0o600)
    return Network(to)
