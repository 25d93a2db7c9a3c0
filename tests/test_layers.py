"""Habits of every file: which library is imported where, and what the rules never do. Packages: import-linter."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "repaircli"

OUTSIDE = {
    "clock": {"dateutil"},
    "holidays": {"chinese_calendar"},
    "settings": {"platformdirs"},
    "store": {"sqlmodel", "sqlalchemy"},
    "exchange": {"xlsxwriter", "python_calamine"},
    "render": {"rich", "barcode", "reportlab", "pygal", "wcwidth"},
    "commands": {"typer"},
    "cli": {"typer"},
}
ONE_FILE = {
    "xlsxwriter",
    "python_calamine",
    "rich",
    "wcwidth",
    "barcode",
    "reportlab",
    "pygal",
    "chinese_calendar",
    "platformdirs",
}


class Import:
    def __init__(self, file: Path, target: str, line: int, inside: bool, typing: bool) -> None:
        self.file, self.target, self.line, self.inside, self.typing = file, target, line, inside, typing
        self.room = _room(file)

    def __repr__(self) -> str:
        return f"{self.file.relative_to(SOURCE)}:{self.line} imports {self.target}"


def _room(file: Path) -> str:
    inner = file.relative_to(SOURCE)
    return inner.parts[0] if len(inner.parts) > 1 else inner.stem


def _files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _imports(file: Path) -> list[Import]:
    found: list[Import] = []

    def walk(node: ast.AST, inside: bool, typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend(Import(file, a.name, child.lineno, inside, typing) for a in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{file}:{child.lineno}: relative import"
                found.extend(_named(file, child, inside, typing))
            deeper = inside or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            guarded = typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            walk(child, deeper, guarded)

    walk(ast.parse(file.read_text(encoding="utf-8")), False, False)
    return found


def _named(file: Path, node: ast.ImportFrom, inside: bool, typing: bool) -> list[Import]:
    module = node.module or ""
    if module != "repaircli":
        return [Import(file, module, node.lineno, inside, typing)]
    # `from repaircli import clock` names a room; `from repaircli import __version__` the package itself.
    return [
        Import(
            file,
            f"repaircli.{'__init__' if a.name.startswith('__') else a.name}",
            node.lineno,
            inside,
            typing,
        )
        for a in node.names
    ]


IMPORTS = [found for file in _files() for found in _imports(file)]


def test_the_files_and_their_imports_are_found() -> None:
    assert len(_files()) > 40 and len(IMPORTS) > 200


def test_a_library_for_one_purpose_is_imported_in_one_file() -> None:
    homes = defaultdict(set)
    for found in IMPORTS:
        name = found.target.split(".")[0]
        if name in ONE_FILE:
            homes[name].add(found.file.name)
    assert set(homes) >= ONE_FILE - {"rich"}
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_click_is_never_imported_by_its_own_name() -> None:
    assert [i for i in IMPORTS if i.target.split(".")[0] == "click"] == []


def test_what_typer_does_not_document_is_imported_in_one_module() -> None:
    undocumented = ("typer._", "typer.core", "typer.main", "typer.models")
    assert {i.file.name for i in IMPORTS if i.target.startswith(undocumented)} == {"typer_names.py"}
    for file in _files():
        assert "_protected_args" not in file.read_text(encoding="utf-8") or file.name == "typer_names.py", (
            file
        )


def test_every_undocumented_name_of_typer_exists() -> None:
    from repaircli.commands.framework import typer_names

    assert all(getattr(typer_names, name) is not None for name in typer_names.__all__)
    context = typer_names.Context(typer_names.TyperGroup(name="x"))
    assert typer_names.keep_command_word(context, ["show", "1"]) == ["1"]
    assert typer_names.command_word(context) == ["show"]


def test_rules_read_no_clock_and_do_no_input_or_output() -> None:
    reading = {"os", "io", "pathlib", "sqlite3", "socket", "subprocess", "time", "random", "sys", "locale"}
    assert [i for i in IMPORTS if i.room == "rules" and i.target.split(".")[0] in reading] == []
    for file in (SOURCE / "rules").rglob("*.py"):
        calls = [
            ast.unparse(n.func) for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)
        ]
        assert not {"datetime.now", "date.today", "datetime.utcnow", "open", "print", "input"} & set(calls), (
            file
        )


def test_only_table_files_do_without_the_annotations_future() -> None:
    for file in _files():
        future = "from __future__ import annotations" in file.read_text(encoding="utf-8")
        if file.stem.endswith("tables") and file.stem != "system_tables":
            assert not future, file
        elif len(file.read_text(encoding="utf-8").splitlines()) > 5:
            assert future, file


def test_every_module_says_its_one_job_in_one_line() -> None:
    for file in _files():
        told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
        assert told and "\n" not in told.split("\n\n")[0], file
