"""Habits of every file: which library is imported where, and what the rules never do. Packages: import-linter."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

SOURCE = Path(__file__).resolve().parent.parent / "src" / "repaircli"

ONE_FILE = {
    "xlsxwriter",
    "python_calamine",
    "wcwidth",
    "barcode",
    "reportlab",
    "pygal",
    "chinese_calendar",
    "platformdirs",
    "filelock",
    "win32api",
    "win32security",
}


class Import:
    def __init__(self, file: Path, target: str, line: int, inside: bool, typing: bool) -> None:
        self.file, self.target, self.line, self.inside, self.typing = file, target, line, inside, typing
        self.package = _package(file)

    def __repr__(self) -> str:
        return f"{self.file.relative_to(SOURCE)}:{self.line} imports {self.target}"


def _package(file: Path) -> str:
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
                names = (f"{child.module}.{a.name}" for a in child.names)
                found.extend(Import(file, name, child.lineno, inside, typing) for name in names)
            deeper = inside or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            guarded = typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            walk(child, deeper, guarded)

    walk(ast.parse(file.read_text(encoding="utf-8")), False, False)
    return found


IMPORTS = [found for file in _files() for found in _imports(file)]


def test_the_files_and_their_imports_are_found() -> None:
    assert len(_files()) > 40 and len(IMPORTS) > 200


def test_no_file_imports_another_in_a_circle() -> None:
    """Imports inside functions count, and those for types alone."""
    graph = grimp.build_graph("repaircli", cache_dir=None)
    TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    ).prepare()


def test_commands_import_what_takes_time_to_load_inside_functions() -> None:
    """A light command, as `--help`, does not pay for the database, for an area, or for what draws tables."""
    light = {"__version__", "commands", "rules"}
    light_platform = {
        "machine",
        "answers",
        "codes",
        "errors",
        "i18n",
        "inputs",
        "invocation",
        "text",
        "training",
        "settings",
    }
    at_once = [i for i in IMPORTS if i.package in ("commands", "cli") and not i.inside and not i.typing]
    assert at_once
    assert [
        i
        for i in at_once
        if (name := i.target.split("."))[0] == "repaircli"
        and name[1] not in light
        and not (name[1] == "platform" and name[2] in light_platform)
    ] == []


def test_typer_is_imported_by_the_command_line_only() -> None:
    importing = {i.package for i in IMPORTS if i.target.split(".")[0] == "typer"}
    assert importing == {"cli", "commands"}


def test_a_library_for_one_purpose_is_imported_in_one_file() -> None:
    homes = defaultdict(set)
    for found in IMPORTS:
        name = found.target.split(".")[0]
        if name in ONE_FILE:
            homes[name].add(found.file.name)
    assert set(homes) >= ONE_FILE
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_rich_is_imported_only_where_something_is_drawn_on_a_terminal() -> None:
    drawing = {i.file.relative_to(SOURCE).as_posix() for i in IMPORTS if i.target.split(".")[0] == "rich"}
    output = {f"platform/output/{name}.py" for name in ("aside", "progress", "terminal")}
    assert drawing == output | {"demo/screen.py"}


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
    assert [i for i in IMPORTS if i.package == "rules" and i.target.split(".")[0] in reading] == []
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
