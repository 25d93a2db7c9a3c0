"""`notify`: the notices that go out."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, confirm, finish

app = Noun()

_IDS = opt.arguments("ID", N_("number of a notice"), list[int])

app.action(
    "list",
    N_("list notices"),
    "notices.outbox.list_",
    wanted=Into("notices.outbox.NoticeFilter"),
    status=opt.text("--status queued|sending|sent|failed", N_("only notices of this status")),
    code=opt.text("--code CODE", N_("only this kind of notice, such as N12")),
    order=opt.text("--order NO", N_("only notices about this order")),
    to=opt.text(
        "--to region|station|hq|cssd|visitors|cc|customer", N_("only notices to this kind of receiver")
    ),
    region=opt.text("--region REGION", N_("only to this region")),
    station=opt.text("--station STATION", N_("only to this station")),
    medium=opt.text("--medium email|web|form|phone", N_("only notices sent this way")),
    limit=opt.LIMIT_LATEST,
)
app.action(
    "show",
    N_("show one notice with its full text"),
    "notices.outbox.show",
    id=opt.argument("ID", N_("number of a notice"), int),
)


@app.command(
    "send",
    N_("send the notices that are due; for cron"),
    limit=opt.number("--limit N", N_("send at most this many, oldest first")),
    dry_run=opt.flag("--dry-run", N_("show the notices and their receivers without sending anything")),
)
def send(limit: int | None, dry_run: bool) -> None:
    from repaircli.notices import send as notices_send
    from repaircli.platform import settings

    content, delivery = call(), settings.delivery()
    if not dry_run:
        confirm(lambda: notices_send.ask(content, delivery, limit))
    finish(notices_send.send(content, delivery, limit=limit, dry_run=dry_run))


@app.command(
    "retry",
    N_("send failed notices again"),
    ids=_IDS,
    all_failed=opt.flag("--all", N_("all failed notices")),
)
def retry(ids: list[int], all_failed: bool) -> None:
    from repaircli.notices import outbox

    content = call()
    if all_failed and not ids:
        confirm(lambda: outbox.ask_retry(content))
    finish(outbox.retry(content, ids, all_failed=all_failed))


app.action(
    "mark-sent",
    N_("mark notices as delivered in person, for example by phone"),
    "notices.outbox.mark_sent",
    ids=_IDS.needed(),
)
