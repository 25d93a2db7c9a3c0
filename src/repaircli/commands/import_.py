"""`repaircli import`: imports of files, finished or not."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, confirm, finish

app = Noun()

ID = opt.argument("ID", N_("number of the import; see `import list`"), int)

app.action(
    "list",
    N_("list imports, the latest first, also running ones"),
    "files.import_batches.listing",
    limit=opt.LIMIT,
)
app.action("resume", N_("resume an unfinished import where it stopped"), "files.imports.resume", number=ID)


@app.command("discard", N_("discard an unfinished import and remove its rows"), number=ID)
def discard(number: int) -> None:
    from repaircli.files import import_batches

    content = call()
    confirm(lambda: import_batches.ask_discard(content, number))
    finish(import_batches.discard(content, number))
