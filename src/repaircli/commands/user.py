"""`user`: identities and their roles. No option ever takes a password."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

LOGIN = opt.argument("LOGIN", N_("the login"))
NAME = opt.text("--name NAME", N_("the person's name"))
ROLES = opt.texts("--role ROLE", N_("a role, as code or Chinese word"))
PLACE = {
    "region": opt.text("--region REGION", N_("the region of a liaison")),
    "station": opt.text("--station STATION", N_("the station of a coordinator or engineer")),
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
    N_("edit an identity; --role replaces all of its roles, an empty text clears a field"),
    "overview.left_behind.edit_user",
    login=LOGIN,
    given=Into("network.users.UserInput"),
    name=NAME,
    roles=ROLES,
    **PLACE,
    enable=opt.flag("--enable", N_("enable a disabled identity")),
    engineer=Into("network.engineer_data.EngineerInput"),
    level=opt.text(
        "--level expert|system|senior|product|repair|assistant|trainee", N_("technical level of an engineer")
    ),
    tier=opt.text("--tier application|system|hardware", N_("the hardest problems that the engineer solves")),
    platform=opt.text("--platform single|multi", N_("whether the engineer repairs some products or all")),
    products=opt.texts(
        "--product desktop|notebook|server", N_("a product that the engineer repairs; replaces the old ones")
    ),
    abilities=opt.texts("--ability TEXT", N_("something else the engineer can do; replaces the old ones")),
    email=opt.text("--email EMAIL", N_("e-mail address for notices")),
    mobile=opt.text("--mobile PHONE", N_("mobile number for notices")),
    away=opt.text("--away DAY..DAY", N_("days on which they do not work, the last one included")),
    back=opt.flag("--back", N_("they work again from today; if they do, planned absences are taken out")),
)
app.action("show", N_("show an identity"), "network.users.show", login=LOGIN)
app.action("disable", N_("disable an identity"), "overview.left_behind.disable_user", login=LOGIN)
app.action("enable", N_("enable a disabled identity"), "network.users.enable", login=LOGIN)
app.action(
    "list",
    N_("list the identities that you may see"),
    "network.users.list_",
    role=opt.text("--role ROLE", N_("only identities with this role")),
    disabled=opt.flag("--disabled", N_("include disabled identities")),
    limit=opt.LIMIT_SHOWN,
)
