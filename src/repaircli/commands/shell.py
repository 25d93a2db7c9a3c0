"""`shell`: a prompt for a person, where one command follows another and starting up is paid once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from repaircli.commands.framework import completion
from repaircli.commands.framework import lines as framework_lines
from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.help import PROGRAM, Group
from repaircli.commands.framework.prompt import Prompt
from repaircli.commands.framework.typer_names import CompletionItem
from repaircli.platform import i18n, invocation
from repaircli.platform import training as platform_training
from repaircli.platform.errors import EXIT_OK, RepairError, UsageProblem
from repaircli.platform.text import Msg, msg

if TYPE_CHECKING:
    from repaircli.platform.answers import Answer

app = Noun()

_WORDS = {
    "as": N_("change the identity: as LOGIN"),
    "role": N_("act in one of several roles: role ROLE"),
    "db": N_("change the database: db PATH"),
    "lang": N_("change the language: lang zh|en"),
    "help": N_("list the commands, or help for one: help order show"),
    "exit": N_("leave, as Ctrl-D does"),
}
"""What is no command but a word to the shell itself."""


@app.command(
    "shell",
    N_(
        "type one command after another, with history and completion\n\n"
        "Commands are typed without the word repaircli. The prompt shows the identity and the database; the words"
        " as, role, db and lang change them. Tab completes, Ctrl-C discards the line, exit or Ctrl-D leaves."
    ),
    ctx=opt.CONTEXT,
)
def shell(ctx: typer.Context) -> None:
    from repaircli.platform import settings, transaction
    from repaircli.platform.output import aside

    said = invocation.current()
    if said.within:
        raise UsageProblem(msg("a shell cannot run inside of {command}", command=said.within))
    if not (aside.is_terminal(sys.stdin) and aside.is_terminal(sys.stdout)):
        raise UsageProblem(msg("a shell is for a person at a terminal"), Msg(f"{PROGRAM} batch -"))
    root = ctx.find_root().command
    assert isinstance(root, Group)
    with transaction.kept():
        Shell(ctx.obj, root, settings.history()).run()
    # told when it began
    platform_training.taken()


class Shell:
    """A session: what it was started with is its invocation, which the words to the shell itself change."""

    def __init__(self, main: Callable[[list[str]], int], root: Group, history: Path) -> None:
        self._main = main
        self._root = root
        self._said = invocation.current()
        self._prompt = Prompt(self._candidates, history)
        self._training = False

    def run(self) -> None:
        """Asks for lines and carries them out until the person leaves."""
        self._greet()
        while True:
            try:
                line = self._prompt.ask(self._asking())
                self._prompt.keep(line)
                if not self._does(framework_lines.words(line)):
                    return
            except EOFError:
                sys.stdout.write("\n")
                return
            except KeyboardInterrupt:
                sys.stdout.write("\n")
            except RepairError as error:
                self._complain(error.code, error.exit, error.message, error.hint)

    def _does(self, words: list[str]) -> bool:
        """Carries out one line; False where the person wants to leave."""
        match words:
            case []:
                pass
            case ["exit" | "quit"]:
                return False
            case ["as", login]:
                self._change(login=login)
            case ["role", role]:
                self._change(role=role)
            case ["lang", ("zh" | "en") as lang]:
                self._said.lang, self._said.lang_from = lang, "option"
            case ["db", path] if path not in self._verbs("db") and not path.startswith("-"):
                self._change(db=path)
            case ["help"]:
                self._help()
            case ["help", *command]:
                self._run([*command, "--help"])
            case ["as" | "role" | "lang" as word, *_]:
                raise UsageProblem(Msg(_WORDS[word]))
            case _:
                self._run(words)
        return True

    def _run(self, words: list[str], ear: invocation.Ear | None = None) -> int:
        self._said.lines = replace(
            self._said,
            within="shell",
            ear=ear,
            lines=None,
            file=None,
            request_id=None,
            command="",
            exit=EXIT_OK,
        )
        try:
            return self._main(words)
        finally:
            self._said.lines = None

    def _greet(self) -> None:
        self._tell(msg("help lists the commands, Tab completes, Ctrl-D leaves"))
        self._check()
        if self._training:
            self._tell(msg("training database: nothing in it is real"))

    def _change(self, *, login: str | None = None, role: str | None = None, db: str | None = None) -> None:
        """Takes on another identity, role or database, unless it cannot be."""
        said = self._said
        before = (said.login, said.role, said.db)
        said.login, said.role, said.db = login or said.login, role, db or said.db
        if not self._check():
            said.login, said.role, said.db = before

    def _check(self) -> bool:
        """Whether the identity may act on the database, or where there is none, whether there is a database."""
        from repaircli.platform import settings

        heard = _Heard()
        code = self._run(["whoami"] if settings.value("as") else ["db", "info"], heard)
        if heard.wrong is not None:
            self._complain(*heard.wrong)
        elif code == EXIT_OK:
            self._training = bool(heard.data.get("training"))
        return code == EXIT_OK

    def _asking(self) -> str:
        """The identity, the chosen role if any, and the database."""
        from repaircli.platform import settings
        from repaircli.platform.output.clean import clean

        who = settings.value("as") or "-"
        role = f"/{self._said.role}" if self._said.role else ""
        where = (settings.value("db") or "").rpartition("/")[2].partition("?")[0]
        mark = i18n.tr(N_("training"))
        training = f" [{mark}]" if self._training else ""
        return clean(f"{who}{role}@{where}{training}> ")

    def _help(self) -> None:
        from repaircli.platform.output.width import pad

        self._run(["--help"])
        lines = [f"  {pad(word, 5)}  {i18n.tr(text)}" for word, text in _WORDS.items()]
        sys.stdout.write("\n" + "\n".join([i18n.tr(N_("Commands of the shell itself:")), *lines]) + "\n")

    def _tell(self, text: Msg) -> None:
        from repaircli.platform.output import aside

        aside.tell(i18n.tr(text))

    def _complain(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        from repaircli.platform.output import aside

        aside.tell_error(code, exit, message, hint)

    def _candidates(self, words: Sequence[str], typed: str) -> list[CompletionItem] | None:
        match list(words):
            case []:
                own = [CompletionItem(w, help=i18n.tr(t)) for w, t in _WORDS.items() if w.startswith(typed)]
                return [
                    *(completion.candidates(self._root, [], typed) or ()),
                    *(i for i in own if i.value != "db"),
                ]
            case ["as" | "role" | "lang" as word]:
                return completion.candidates(self._root, [f"--{word}"], typed)
            case ["db"]:
                return completion.candidates(self._root, ["db"], typed) or None
            case ["repaircli" | "help", *rest]:
                return completion.candidates(self._root, rest, typed)
            case rest:
                return completion.candidates(self._root, rest, typed)

    def _verbs(self, name: str) -> list[str]:
        group = self._root.get_command(typer.Context(self._root), name)
        return group.list_commands(typer.Context(group)) if isinstance(group, Group) else []


class _Heard:
    """What a command says that the shell runs for itself."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.wrong: tuple[str, int, Msg, Msg | None] | None = None

    def answer(self, answer: Answer) -> None:
        self.data = dict(answer.data)

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        self.wrong = (code, exit, message, hint)
