"""`user`: identities and their roles. No option ever takes a password."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

LOGIN = opt.argument("LOGIN", N_("the name to act under"))
NAME = opt.text("--name N", N_("the person's name"))
ROLES = opt.texts("--role R", N_("a role, as code or Chinese word; may be repeated"))
PLACE = {
    "region": opt.text("--region R", N_("the region of a liaison")),
    "station": opt.text("--station NO", N_("the station of a coordinator or engineer")),
}

app.action(
    "add",
    N_("add an identity"),
    "network.users.add",
    login=LOGIN,
    given=Into("network.users.UserInput"),
    name=NAME.needed(),
    roles=ROLES.needed(),
    **PLACE,
)
app.action(
    "edit",
    N_("change what is given of an identity; roles given replace the old ones"),
    "overview.left_behind.edit_user",
    login=LOGIN,
    given=Into("network.users.UserInput"),
    name=NAME,
    roles=ROLES,
    **PLACE,
    enable=opt.flag("--enable", N_("let a disabled identity act again")),
)
app.action("disable", N_("keep an identity from acting"), "overview.left_behind.disable_user", login=LOGIN)
app.action("enable", N_("let a disabled identity act again"), "network.users.enable", login=LOGIN)
app.action(
    "list",
    N_("the identities of one's own station or region, or all"),
    "network.users.list_",
    role=opt.text("--role R", N_("only those with this role")),
    disabled=opt.flag("--disabled", N_("disabled ones too")),
)
