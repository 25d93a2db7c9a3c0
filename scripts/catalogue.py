"""The message catalogues: what is said in the code, what is translated, and the compiled form that is shipped.

python scripts/catalogue.py missing            originals without a translation, as a JSON list
python scripts/catalogue.py stale              translations whose original is gone, as a JSON list
python scripts/catalogue.py add FILE.json|-    takes {"original": "translation"}, then compiles
python scripts/catalogue.py prune              drops what is stale, then compiles
python scripts/catalogue.py compile            writes the .mo beside the .po
python scripts/catalogue.py check              says all that is wrong; exit 1 where anything is
"""

from __future__ import annotations

import ast
import json
import string
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "repaircli"
PO = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "repaircli.po"
MO = PO.with_suffix(".mo")
MARKS = ("msg", "N_")
COMMAND = "repaircli "
"""What starts so is a command to be pasted and the same in every language."""
HEADER = (
    "Project-Id-Version: repaircli\n"
    "Language: zh\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)


def originals(source: Path = SOURCE) -> dict[str, list[str]]:
    """Every marked original with the files that say it."""
    found: dict[str, list[str]] = {}
    for file in sorted(source.rglob("*.py")):
        for call in _marked(file):
            text = call.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                if text.value.startswith(COMMAND):
                    continue
                places = found.setdefault(text.value, [])
                place = file.relative_to(source.parent).as_posix()
                if place not in places:
                    places.append(place)
    return found


def not_literal(source: Path = SOURCE) -> list[str]:
    """Marked calls whose text the catalogues cannot know, as file:line."""
    return [
        f"{file.relative_to(source.parent).as_posix()}:{call.lineno}"
        for file in sorted(source.rglob("*.py"))
        for call in _marked(file)
        if not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]


def wrong_gaps(source: Path = SOURCE) -> list[str]:
    """Calls of `msg` that fill other gaps than their original has, as file:line; one that fills none is a template."""
    wrong = []
    for file in sorted(source.rglob("*.py")):
        for call in _marked(file):
            text = call.args[0]
            if _name(call) != "msg" or not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                continue
            if not call.keywords or any(word.arg is None for word in call.keywords):
                continue
            if {word.arg for word in call.keywords} != gaps(text.value):
                wrong.append(f"{file.relative_to(source.parent).as_posix()}:{call.lineno}")
    return wrong


def gaps(text: str) -> set[str]:
    """The names between braces in `text`."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def read_po(path: Path = PO) -> dict[str, str]:
    """Originals with their translations; empty where there is no file."""
    if not path.exists():
        return {}
    entries: dict[str, str] = {}
    current: dict[str, str] = {}
    field = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if current.get("msgid"):
                entries[current["msgid"]] = current.get("msgstr", "")
            current, field = {}, ""
        elif line.startswith(("msgid ", "msgstr ")):
            field, _, text = line.partition(" ")
            current[field] = json.loads(text)
        elif line.startswith('"'):
            current[field] += json.loads(line)
        elif not line.startswith("#"):
            raise ValueError(f"{path}: not understood: {line}")
    return entries


def write_po(entries: Mapping[str, str], path: Path = PO) -> None:
    """Writes the translations in the order of their originals, each with the files that say it."""
    places = originals()
    lines = ['msgid ""', 'msgstr ""', *(_quoted(line) for line in HEADER.splitlines(keepends=True)), ""]
    for original in sorted(entries):
        lines += [f"#: {place}" for place in places.get(original, ())]
        lines += [f"msgid {_quoted(original)}", f"msgstr {_quoted(entries[original])}", ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def compiled(entries: Mapping[str, str]) -> bytes:
    """The .mo file of the translations (GNU gettext's format, little endian, without its hash table)."""
    pairs = sorted(
        (k.encode(), v.encode()) for k, v in {"": HEADER, **{k: v for k, v in entries.items() if v}}.items()
    )
    start = 7 * 4
    at = start + 16 * len(pairs)
    keys: list[int] = []
    values: list[int] = []
    texts = b""
    for index, table in ((0, keys), (1, values)):
        for pair in pairs:
            table += [len(pair[index]), at + len(texts)]
            texts += pair[index] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), start, start + 8 * len(pairs), 0, at)
    return head + struct.pack(f"<{4 * len(pairs)}I", *keys, *values) + texts


def missing() -> list[str]:
    """Originals that are not translated."""
    translated = read_po()
    return [text for text in originals() if not translated.get(text)]


def stale() -> list[str]:
    """Translations whose original no code says any more."""
    said = originals()
    return [text for text in read_po() if text not in said]


def other_gaps(entries: Mapping[str, str]) -> list[str]:
    """Originals whose translation has other gaps."""
    wrong = []
    for original, translation in entries.items():
        try:
            same = gaps(original) == gaps(translation)
        except ValueError:
            same = False
        if translation and not same:
            wrong.append(original)
    return wrong


def problems() -> list[str]:
    """All that is wrong with the catalogues, a line each."""
    entries = read_po()
    found = [f"not a literal: {place}" for place in not_literal()]
    found += [f"gaps and arguments differ: {place}" for place in wrong_gaps()]
    found += [f"missing: {text}" for text in missing()]
    found += [f"stale: {text}" for text in stale()]
    found += [f"gaps differ: {text}" for text in other_gaps(entries)]
    if not MO.exists() or MO.read_bytes() != compiled(entries):
        found.append(f"not compiled: {MO.relative_to(ROOT)}")
    return found


def _marked(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Call) and node.args and _name(node) in MARKS:
            yield node


def _name(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _compile() -> None:
    MO.parent.mkdir(parents=True, exist_ok=True)
    MO.write_bytes(compiled(read_po()))


def _add(name: str) -> int:
    given = json.loads(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
    said = originals()
    unknown = [text for text in given if text not in said]
    wrong = other_gaps(given)
    for text in unknown:
        print(f"no code says: {text}", file=sys.stderr)
    for text in wrong:
        print(f"gaps differ: {text}", file=sys.stderr)
    good = {k: v for k, v in given.items() if k not in unknown and k not in wrong}
    write_po({**read_po(), **good})
    _compile()
    print(f"{len(good)} added, {len(missing())} missing")
    return 1 if unknown or wrong else 0


def main(args: list[str]) -> int:
    """Runs one of the commands in the docstring above; gives the exit code."""
    match args:
        case ["missing"]:
            print(json.dumps(missing(), ensure_ascii=False, indent=1))
        case ["stale"]:
            print(json.dumps(stale(), ensure_ascii=False, indent=1))
        case ["add", name]:
            return _add(name)
        case ["prune"]:
            gone = set(stale())
            write_po({k: v for k, v in read_po().items() if k not in gone})
            _compile()
        case ["compile"]:
            _compile()
        case ["check"]:
            found = problems()
            print("\n".join(found))
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
