"""Completion in bash, zsh, fish and PowerShell: what each shell asks, and how it is answered."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from repaircli.commands.framework import values as framework_values
from repaircli.commands.framework.help import PROGRAM, Group, command_name
from repaircli.commands.framework.typer_names import (
    CompletionItem,
    Parameter,
    command_word,
    install_completion,
    resolve_context,
    resolve_incomplete,
    shell_name,
    split_arg_string,
)
from repaircli.platform import invocation
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg

VARIABLE = "_REPAIRCLI_COMPLETE"
TYPED = "_REPAIRCLI_TYPED"
"""What stands before the cursor; in bash and PowerShell its words, one a line."""

FILES = 3
"""The exit code that asks the shell for names of files."""

_BASH = r"""
_repaircli_completion() {
    local found
    found=$(IFS=$'\n'; _REPAIRCLI_TYPED="${COMP_WORDS[*]:0:$((COMP_CWORD + 1))}" \
        _REPAIRCLI_COMPLETE=complete_bash "$1" 2>/dev/null)
    (($? == 3)) || compopt +o default 2>/dev/null
    COMPREPLY=()
    [[ -z $found ]] || mapfile -t COMPREPLY <<<"$found"
}
complete -o default -o nosort -F _repaircli_completion repaircli
"""

_ZSH = r"""
#compdef repaircli
_repaircli_completion() {
    local found line word=${(Q)PREFIX}
    local -a values shown
    local -i code widest=0 elsewhere=0
    found=$(_REPAIRCLI_TYPED="${(pj: :)words[1,CURRENT-1]} $PREFIX" _REPAIRCLI_COMPLETE=complete_zsh $words[1] 2>/dev/null)
    code=$?
    for line in ${(f)found}; do
        values+=("${line%%$'\t'*}")
        (( $#values[-1] > widest )) && widest=$#values[-1]
        [[ ${(L)values[-1]} == ${(bL)word}* ]] || elsewhere=1
    done
    for line in ${(f)found}; do
        shown+=("${(r:widest:)${line%%$'\t'*}}${${(M)line%%$'\t'*}/$'\t'/  -- }")
    done
    if (( $#values )); then
        (( elsewhere && $#values > 1 )) && compstate[insert]=menu
        compadd -U -V repaircli -l -d shown -- "${values[@]}"
    elif (( code == 3 )); then
        _files
    fi
}
if [[ $funcstack[1] == _repaircli ]]; then
    _repaircli_completion "$@"
else
    compdef _repaircli_completion repaircli
fi
"""

_FISH = r"""
function __repaircli_completion
    set -l found (_REPAIRCLI_TYPED=(commandline -cp) _REPAIRCLI_COMPLETE=complete_fish repaircli 2>/dev/null)
    if test $status -eq 3
        __fish_complete_path (commandline -ct)
    else if test (count $found) -gt 0
        printf '%s\n' $found
    end
end
complete --command repaircli --no-files --keep-order --arguments '(__repaircli_completion)'
"""

# Numbers keep their zeros, and what is not a plain word is quoted: by the text of the element and not its value. An empty
# text keeps PowerShell from offering files; where it may, nothing is returned.
_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName @('repaircli', 'repaircli.exe') -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @(foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.EndOffset -lt $cursorPosition) {
            if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $element.Value
            } else {
                $element.Extent.Text
            }
        }
    })
    $words += ($wordToComplete -replace "^['""]", '')
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
        $env:_REPAIRCLI_COMPLETE = 'complete_powershell'
        $env:_REPAIRCLI_TYPED = $words -join "`n"
        $found = @(& $words[0] 2>$null)
        $code = $LASTEXITCODE
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:_REPAIRCLI_COMPLETE -ErrorAction SilentlyContinue
        Remove-Item Env:_REPAIRCLI_TYPED -ErrorAction SilentlyContinue
    }
    if ($code -eq 3) { return }
    if ($found.Count -eq 0) { return '' }
    foreach ($line in $found) {
        $value, $meaning = $line -split "`t", 2
        if (-not $meaning) { $meaning = $value }
        $typed = $value
        if ($value -notmatch '^[\w\-=:./+]+$') { $typed = "'" + $value.Replace("'", "''") + "'" }
        New-Object System.Management.Automation.CompletionResult $typed, $value, 'ParameterValue', $meaning
    }
}
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL, "pwsh": _POWERSHELL}
_POWERSHELLS = ("powershell", "pwsh")

_SPECIAL = re.compile(r"[\s'\"\\$`!&;|<>()*?\[\]{}#~]")


def complete(root: Group, instruction: str) -> int:
    """Answers the shell, which put what is typed into the environment. Never an error: no answer is no completion."""
    kind, _, shell = instruction.partition("_")
    if shell not in _SCRIPTS or kind not in ("complete", "source"):
        return 1
    if kind == "source":
        sys.stdout.write(script(shell))
        return 0
    try:
        args, incomplete = _typed(shell)
        found = candidates(root, args, incomplete)
        if found is None:
            return FILES
        sys.stdout.write("".join(f"{line}\n" for line in _answer(shell, found, incomplete)))
    except (Exception, SystemExit):
        if os.environ.get("REPAIRCLI_DEBUG"):
            raise
    return 0


def candidates(root: Group, args: Sequence[str], incomplete: str) -> list[CompletionItem] | None:
    """What may stand where `incomplete` is typed, after `args`; None where it is a file.

    Raises whatever the database raises.
    """
    words = list(args)
    ctx = resolve_context(root, {}, PROGRAM, words)
    if isinstance(ctx.command, Group) and command_word(ctx):
        return []  # behind a word that is no command
    at, text = resolve_incomplete(ctx, words, incomplete)
    if not isinstance(at, Parameter):
        return at.shell_complete(ctx, text)
    if framework_values.is_file(at):
        return None
    source = framework_values.source(command_name(ctx), at)
    if source is None:
        return at.shell_complete(ctx, text)
    said = invocation.current()
    db = invocation.last_value(words, "--db") or said.db
    login = invocation.last_value(words, "--as") or said.login
    with invocation.invoked(replace(said, db=db, login=login, given=ctx.params)):
        return source(text)


def _typed(shell: str) -> tuple[list[str], str]:
    """The finished words without the program, and the one at the cursor."""
    text = os.environ.get(TYPED, "")
    if shell in _POWERSHELLS:
        words = text.split("\n")
        return words[1:-1], words[-1]
    words = split_arg_string(text)
    if shell == "bash":
        # bash splits --station=0000 at the sign
        at_cursor = not text.endswith("\n")
        words = [w for i, w in enumerate(words) if w != "=" or not words[i - 1].startswith("--")]
    else:
        # a blank inside quotation marks that are still open belongs to the word
        at_cursor = not text.endswith(" ") or (bool(words) and words[-1].endswith(" "))
    return (words[1:-1], words[-1]) if at_cursor and len(words) > 1 else (words[1:], "")


def _answer(shell: str, found: Sequence[CompletionItem], incomplete: str) -> list[str]:
    # zsh and fish complete --station=0000 as one word
    head, equals, typed = incomplete.partition("=")
    joined = bool(equals) and head.startswith("--")
    values = [str(item.value) for item in found]
    if shell == "bash":
        # bash puts what all candidates begin with in the place of what is typed. Where one contains that elsewhere it
        # would be lost; beside an empty candidate nothing is common to all, and it stays.
        elsewhere = any(not value.startswith(typed if joined else incomplete) for value in values)
        return ["", *map(quoted, values)] if elsewhere and len(values) > 1 else [*map(quoted, values)]
    front = f"{head}=" if joined else ""
    told = [" ".join((item.help or "").split()) for item in found]
    return [f"{front}{v}\t{t}" if t else front + v for v, t in zip(values, told, strict=True)]


def quoted(value: str) -> str:
    """`value` as it is typed: in quotes where a shell would read something into it."""
    return "'" + value.replace("'", "'\\''") + "'" if _SPECIAL.search(value) else value


def script(shell: str) -> str:
    """What the shell must read to complete."""
    return _SCRIPTS[shell].lstrip()


def set_up(args: Sequence[str]) -> int:
    """`--show-completion [SHELL]` and `--install-completion [SHELL]`. Raises UsageProblem for an unknown shell."""
    shell = args[1] if len(args) > 1 else shell_name()
    if shell not in _SCRIPTS:
        raise UsageProblem(
            msg("no completion for this shell: {shell}", shell=shell or "?"),
            hint=Msg(f"{PROGRAM} {args[0]} {'|'.join(_SCRIPTS)}"),
        )
    if args[0] == "--show-completion":
        sys.stdout.write(script(shell))
        return 0
    from repaircli.platform.i18n import tr

    if shell in _POWERSHELLS:
        where = _beside_the_profile(shell)
    else:
        _, where = install_completion(shell, PROGRAM, VARIABLE)
    # typer knows where each shell looks; the script is our own
    where.write_text(script(shell), encoding="utf-8")
    sys.stdout.write(
        tr(msg("{shell} completion is in {file}; it works in the next shell", shell=shell, file=str(where)))
        + "\n"
    )
    return 0


_READ_IT = '. "$PSScriptRoot/repaircli-completion.ps1"'
"""The line of a profile that reads the script beside it."""


def _beside_the_profile(shell: str) -> Path:
    """Has the profile of PowerShell read the script beside it, and gives the path of that script.

    What stands in the profile stays. Raises UsageProblem where `shell` cannot be asked for the profile.
    """
    import subprocess

    asked = [shell, "-NoProfile", "-NonInteractive", "-Command"]
    utf_8 = "[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false"
    try:
        done = subprocess.run([*asked, f"{utf_8}; $PROFILE"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageProblem(
            msg("{shell} does not report the path of its profile: {why}", shell=shell, why=str(error)),
            hint=Msg(f"{PROGRAM} --show-completion {shell}"),
        ) from None
    profile = Path(done.stdout.decode("utf-8-sig").strip())
    profile.parent.mkdir(parents=True, exist_ok=True)
    held = profile.read_bytes() if profile.exists() else b""
    encoding = "utf-16-le" if held.startswith(b"\xff\xfe") else "ascii"
    if _READ_IT.encode(encoding) not in held:
        end = "" if not held or held.endswith("\n".encode(encoding)) else os.linesep
        profile.write_bytes(held + f"{end}{_READ_IT}{os.linesep}".encode(encoding))
    return profile.with_name("repaircli-completion.ps1")
