"""The bundle does a day's work where no Python is: on Linux in a root that has the C library and nothing else.

`make bundle` makes it and runs these tests; REPAIRCLI_BUNDLE names its folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import tools
import xlsxwriter

BUNDLE = Path(os.environ.get("REPAIRCLI_BUNDLE", "")).resolve()
if "REPAIRCLI_BUNDLE" not in os.environ:
    pytest.skip("REPAIRCLI_BUNDLE names no bundle; make bundle makes one", allow_module_level=True)

PROGRAM = BUNDLE / ("repaircli.exe" if os.name == "nt" else "repaircli")
C_LIBRARY = re.compile(r"(ld-linux.*|lib(c|m|dl|pthread|rt|util)|linux-vdso)\.so.*")
MAY_BE_MISSING = {"libreadline.so.8", "libtinfo.so.6", "libncursesw.so.6", "libnsl.so.2", "libcrypt.so.1"}
"""Libraries of modules without which the program does."""


class Machine:
    """A machine without Python: its folder `home`, and `run` for commands there."""

    def __init__(self, folder: Path, argv: list[str], home: str) -> None:
        self.home = folder
        self._argv = argv
        self._home = home

    def run(self, *words: str, lang: str = "en", code: int = 0, text: str = "") -> str:
        """What a command prints on stdout; it must end with `code`."""
        kept = ("SystemRoot", "SystemDrive", "TEMP", "TMP") if os.name == "nt" else ()
        done = subprocess.run(
            [*self._argv, *words, "--lang", lang],
            capture_output=True,
            input=text.encode(),
            timeout=300,
            cwd=self.home,
            env={
                "HOME": self._home,
                "LANG": "C.UTF-8",
                "REPAIRCLI_DB": f"{self._home}/repair.db",
                **{name: os.environ[name] for name in kept if name in os.environ},
            },
        )
        assert done.returncode == code, (words, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode("utf-8")

    def data(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--format", "json"))

    def path(self, name: str) -> str:
        """The file `name` in the folder, as a command there names it."""
        return f"{self._home}/{name}"


def _needed() -> Iterator[tuple[Path, str, str]]:
    """Each program and library of the bundle, with the name and place of each library that it needs."""
    for file in BUNDLE.rglob("*"):
        if file.is_file() and (file == PROGRAM or ".so" in file.name):
            env = {**os.environ, "LD_LIBRARY_PATH": str(BUNDLE / "_internal")}
            listed = subprocess.run(["ldd", str(file)], capture_output=True, text=True, env=env).stdout
            for line in listed.splitlines():
                name, _, place = line.strip().partition(" => ")
                name = name.partition(" (")[0]
                if name == "statically linked":
                    continue
                yield file, Path(name).name, (place or name).partition(" (")[0]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the bundle, the C library, what the kernel tells of processes, and an empty home."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(BUNDLE, root / "opt" / "repaircli", symlinks=True)
    for _, name, place in _needed():
        if C_LIBRARY.fullmatch(name) and place.startswith("/"):
            target = root / place.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.realpath(place), target)
    for folder in ("home", "tmp", "proc"):
        (root / folder).mkdir()
    return root


@pytest.fixture(scope="module")
def machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    if sys.platform != "linux":
        home = tmp_path_factory.mktemp("home")
        return Machine(home, [str(PROGRAM)], home.as_posix())
    root = request.getfixturevalue("root")
    # without a network too; who is not root becomes it in a namespace of their own
    inside = [
        "unshare",
        "--net",
        "--fork",
        "--pid",
        f"--mount-proc={root / 'proc'}",
        "/usr/sbin/chroot",
        str(root),
    ]
    if os.geteuid() != 0:
        inside.insert(1, "--map-root-user")
    tried = subprocess.run([*inside, "/opt/repaircli/repaircli", "--version"], capture_output=True)
    assert tried.returncode == 0, tried.stderr.decode()
    return Machine(root / "home", [*inside, "/opt/repaircli/repaircli"], "/home")


@pytest.mark.skipif(sys.platform != "linux", reason="tells what Linux needs")
def test_the_system_gives_the_c_library_and_nothing_else() -> None:
    missing = {
        name
        for _, name, place in _needed()
        if not place.startswith(str(BUNDLE)) and not C_LIBRARY.fullmatch(name)
    }
    assert missing <= MAY_BE_MISSING


@pytest.mark.skipif(sys.platform != "linux", reason="the root is made on Linux only")
def test_no_python_is_in_the_root(machine: Machine, root: Path) -> None:
    outside = [path for path in root.rglob("*python*") if not path.is_relative_to(root / "opt" / "repaircli")]
    assert outside == [] and not (root / "bin").exists() and not (root / "usr" / "bin").exists()


def test_a_day_of_work(machine: Machine) -> None:
    made = machine.data("init", "--training", "--sample")
    assert made["sample"]["orders"] > 500
    orders = machine.data("order", "list", "--as", "coord-000001")
    no = orders[0]["order_no"]
    assert no in machine.run("order", "list", "--as", "coord-000001", "--limit", "20")
    machine.run("order", "download", no, "--as", "coord-000001")
    if sys.platform == "linux":
        font = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
        if not font.exists():
            tools.missing("a Chinese font")
        place = machine.home.parent / str(font.parent).lstrip("/")
        place.mkdir(parents=True)
        shutil.copy(font, place)
    for name in ("order.html", "order.pdf"):
        machine.run("order", "print", no, "--as", "coord-000001", "--output", machine.path(name), lang="zh")
    assert "维修" in (machine.home / "order.html").read_text(encoding="utf-8")
    assert (machine.home / "order.pdf").read_bytes().startswith(b"%PDF")
    machine.run("order", "export", "--as", "admin", "--output", machine.path("orders.xlsx"))
    with ZipFile(machine.home / "orders.xlsx") as workbook:
        assert "xl/worksheets/sheet1.xml" in workbook.namelist()
    machine.run(
        "report",
        "sla",
        "--month",
        "2026-06",
        "--as",
        "admin",
        "--html",
        machine.path("report.html"),
        lang="zh",
    )
    assert "<svg" in (machine.home / "report.html").read_text(encoding="utf-8")
    assert "the audit chain is intact" in machine.run("audit", "verify", "--as", "admin")


def test_files_are_imported_in_every_form(machine: Machine) -> None:
    header = ["service", "station", "area", "address", "customer", "phones", "fault"]
    rows = [
        f"onsite,000001,110101,北京市东城区一号,张三,1380000100{n},开机无显示".split(",") for n in range(3)
    ]
    for name, encoding, row in (("a.csv", "utf-8", rows[0]), ("b.csv", "gb18030", rows[1])):
        text = "".join(",".join(cells) + "\r\n" for cells in (header, row))
        (machine.home / name).write_bytes(text.encode(encoding))
    with xlsxwriter.Workbook(machine.home / "c.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate((header, rows[2])):
            sheet.write_row(number, 0, cells)
    for name in ("a.csv", "b.csv", "c.xlsx"):
        machine.run("order", "import", machine.path(name), "--as", "agent1")
    found = machine.data("order", "list", "--customer", "张三", "--as", "admin")
    assert {phone for order in found for phone in order["phones"]} >= {row[5] for row in rows}


@pytest.mark.parametrize(("lang", "word"), [("en", "Usage:"), ("zh", "用法：")])
def test_help_speaks_both_languages(machine: Machine, lang: str, word: str) -> None:
    assert word in machine.run("--help", lang=lang)
    assert word in machine.run("order", "close", "--help", lang=lang)


def test_the_demonstration_plays(machine: Machine) -> None:
    assert len(machine.run("demo", lang="zh").splitlines()) > 50


def test_every_command_is_there(machine: Machine) -> None:
    from repaircli import cli

    told = machine.run("--help")
    assert all(re.search(rf"^  {name}\b", told, re.M) for name in cli.LAZY)


def test_documents_samples_completion_and_licences_lie_beside_it() -> None:
    for name in (
        "README.md",
        "LICENSE",
        "docs/operations.md",
        "sample/stations.csv",
        "licences/LICENCES.txt",
    ):
        assert (BUNDLE / name).stat().st_size > 100, name
    for name in ("repaircli.bash", "_repaircli", "repaircli.fish", "repaircli.ps1"):
        assert "_REPAIRCLI_COMPLETE" in (BUNDLE / "completion" / name).read_text(encoding="utf-8")
    licences = (BUNDLE / "licences" / "LICENCES.txt").read_text(encoding="utf-8").lower()
    for package in (
        "python 3",
        "sqlalchemy",
        "sqlmodel",
        "typer",
        "rich",
        "jinja2",
        "tzdata",
        "reportlab",
        "pyinstaller",
    ):
        assert f"\n{package}" in licences, package
    assert "sqlalchemy" in {path.name.lower() for path in (BUNDLE / "licences").iterdir()}


def test_a_light_command_loads_nothing_heavy(machine: Machine) -> None:
    """Loading is put off in the bundle, too: help is printed where the database library is gone."""
    if sys.platform != "linux":
        pytest.skip("takes a part out of the root")
    heavy = machine.home.parent / "opt" / "repaircli" / "_internal" / "sqlalchemy"
    hidden = heavy.with_name("gone")
    heavy.rename(hidden)
    try:
        assert "order" in machine.run("--help")
        machine.run("db", "info", code=1)
    finally:
        hidden.rename(heavy)
