"""Every message of the code is translated, nothing else is, and the compiled catalogue is the current one."""

from __future__ import annotations

import ast
import gettext
import shutil
import string
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path("src") / "repaircli"
PO = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "repaircli.po"
MARKS = ("msg", "N_")
COMMAND = "repaircli "
"""What starts so is a command to be pasted and the same in every language."""


def pybabel(*args: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def run(*args: str, folder: Path = ROOT) -> None:
    done = pybabel(*args, folder=folder)
    assert done.returncode == 0, done.stderr


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def entries(path: Path = ROOT / PO) -> dict[str, str]:
    return {str(m.id): str(m.string or "") for m in catalogue(path) if m.id}


def compiled(path: Path = ROOT / PO) -> gettext.GNUTranslations:
    with path.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def gaps(text: str) -> set[str] | None:
    """The names between braces in `text`; None where the braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def other_gaps(translated: dict[str, str]) -> list[str]:
    """Originals whose translation has other gaps."""
    return [
        original
        for original, text in translated.items()
        if text and (gaps(text) is None or gaps(text) != gaps(original))
    ]


def untranslated(translated: dict[str, str]) -> list[str]:
    """Originals without a translation, except commands."""
    return [
        original for original, text in translated.items() if not text and not original.startswith(COMMAND)
    ]


def marked(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in MARKS
            and node.args
        ):
            yield node


def _text(call: ast.Call) -> str | None:
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def sources(folder: Path) -> Iterator[tuple[str, ast.AST]]:
    for file in sorted(folder.rglob("*.py")):
        yield file.name, ast.parse(file.read_text(encoding="utf-8"), str(file))


def not_literal(trees: Iterable[tuple[str, ast.AST]]) -> list[str]:
    """Marked calls whose text the catalogues cannot know, as file:line."""
    return [f"{name}:{call.lineno}" for name, tree in trees for call in marked(tree) if _text(call) is None]


def wrong_gaps(trees: Iterable[tuple[str, ast.AST]]) -> list[str]:
    """Calls of `msg` that fill other gaps than their original has, as file:line; one that fills none is a template."""
    return [
        f"{name}:{call.lineno}"
        for name, tree in trees
        for call in marked(tree)
        if (text := _text(call)) is not None
        and call.keywords
        and all(word.arg for word in call.keywords)
        and {word.arg for word in call.keywords} != gaps(text)
    ]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every text that is marked in the code, as Babel finds it."""
    path = tmp_path_factory.mktemp("catalogue") / "repaircli.pot"
    run("extract", "-o", str(path))
    return path


def test_the_originals_are_found_at_all(template: Path) -> None:
    found = entries(template)
    assert len(found) > 300
    assert "show the settings and where they come from" in found


def test_babel_finds_what_the_syntax_tree_holds(template: Path) -> None:
    said = {_text(call) for _, tree in sources(ROOT / SOURCE) for call in marked(tree)}
    assert set(entries(template)) == said - {None, ""}, "Babel reads no mark within an f-string"


def test_the_catalogue_holds_every_original_and_no_other(template: Path) -> None:
    done = pybabel("update", "--check", "-i", str(template))
    assert done.returncode == 0, f"run: make translations\n{done.stderr}"


def test_every_original_has_a_translation() -> None:
    assert untranslated(entries()) == []
    assert [m.id for m in catalogue(ROOT / PO) if m.fuzzy and m.id] == []


def test_a_translation_has_the_gaps_of_its_original() -> None:
    assert other_gaps(entries()) == []


def test_every_marked_text_is_a_literal_and_its_gaps_are_filled() -> None:
    trees = list(sources(ROOT / SOURCE))
    assert not_literal(trees) == []
    assert wrong_gaps(trees) == []


def test_the_compiled_catalogue_is_current_and_gettext_reads_it() -> None:
    translated = {original: text for original, text in entries().items() if text}
    read = compiled()
    assert {original: read.gettext(original) for original in translated} == translated
    shipped = {original for original in vars(read)["_catalog"] if original}
    assert shipped == set(translated), "run: make translations"


def test_what_is_wrong_with_a_marked_text_is_found() -> None:
    tree = ast.parse(
        "x = msg('new {thing}', thing=1)\n"
        "y = N_(x)\n"
        "z = msg('one {gap}', other=2)\n"
        "w = msg('repaircli order list')\n"
    )
    assert not_literal([("a.py", tree)]) == ["a.py:2"]
    assert wrong_gaps([("a.py", tree)]) == ["a.py:3"]
    assert other_gaps({"new {thing}": "新的 {ding}", "x": "{", "y {a}": "{a} 个"}) == ["new {thing}", "x"]
    assert untranslated({"new": "", "old": "旧", "repaircli order list": ""}) == ["new"]


def test_what_is_said_anew_is_added_and_what_no_code_says_any_more_goes(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / PO).parent.mkdir(parents=True)
    odd = 'a "quoted" {gap}\nsecond line\t\\'
    (tmp_path / SOURCE / "a.py").write_text(
        f"x = msg({odd!r}, gap=msg('nested'))\ny = N_('lasting')\nz = msg('{COMMAND}order list')\n"
    )
    header = (ROOT / PO).read_text(encoding="utf-8").partition("\n\n")[0]
    (tmp_path / PO).write_text(
        f'{header}\n\nmsgid "gone"\nmsgstr "旧"\n\nmsgid "lasting"\nmsgstr "留"\n', encoding="utf-8"
    )
    run("extract", folder=tmp_path)
    assert pybabel("update", "--check", folder=tmp_path).returncode != 0
    run("update", folder=tmp_path)
    assert entries(tmp_path / PO) == {odd: "", "lasting": "留", "nested": "", f"{COMMAND}order list": ""}
    assert pybabel("update", "--check", folder=tmp_path).returncode == 0
    run("compile", folder=tmp_path)
    read = compiled(tmp_path / PO)
    assert (read.gettext("lasting"), read.gettext("nested"), read.gettext("gone")) == ("留", "nested", "gone")


def test_every_domain_word_has_its_chinese_word() -> None:
    from repaircli.platform import codes

    for area, known in {
        "role": codes.Role,
        "origin": codes.Origin,
        "service": codes.Service,
        "status": codes.Status,
        "t3_kind": codes.T3Kind,
        "contact": codes.ContactResult,
        "asked_by": codes.AskedBy,
        "request_status": codes.RequestStatus,
        "form_state": codes.FormState,
        "special": codes.Special,
        "product": codes.Product,
        "close_basis": codes.CloseBasis,
        "parts_status": codes.PartsStatus,
        "poll": codes.PollKind,
        "visit": codes.VisitResult,
        "referral_kind": codes.ReferralKind,
        "referral_state": codes.ReferralState,
        "pending_state": codes.PendingState,
        "fee_service": codes.FeeService,
        "fee_product": codes.FeeProduct,
        "change_state": codes.ChangeState,
        "change_cause": codes.ChangeCause,
    }.items():
        assert set(codes.ZH[area]) == {str(code) for code in known}, area
    for area, words in codes.ZH.items():
        assert all(not word.isascii() for word in words.values()), area
