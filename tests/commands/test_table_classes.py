"""What a command loads of the store: the areas that it needs and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import network
import pytest

MOST = 10
PROBE = """
import contextlib, io, json, sys
from repaircli import cli
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
    code = cli.main(sys.argv[1:])
from repaircli.platform.db.columns import Stored
json.dump([code, told.getvalue(), sorted(c.__name__ for c in Stored.__subclasses__())], sys.stdout)
"""
NEW = "order create --service onsite --customer 张三 --phone 13800000001 --address 一号 --fault 无显示"
COMMANDS = (
    # who, command; NO stands for an order that station 000001 has downloaded
    ("agent", f"{NEW} --station 000001"),
    ("agent", f"{NEW} --area 110101"),
    ("cisd", f"{NEW} --area 110101 --special media --units 2"),
    ("cisd", f"{NEW} --area 110101 --special media --units 5 --same-fault"),
    ("co1", f"{NEW.replace('order create --service onsite', 'referral create --kind carried-in')}"),
    ("co1", "order list"),
    ("co1", "order show NO"),
    ("co1", "order history NO"),
    ("co1", "order lineage NO"),
    ("co1", "order assign NO --engineer eng1"),
    ("co1", "order print NO"),
    ("co1", "order edit NO --fault 蓝屏"),
    ("co1", "order export"),
    ("eng1", "order writeback-t3 NO --at 2026-06-04T10:00"),
    ("eng1", "order fact NO reseat"),
    ("eng1", "order repaired NO"),
    ("co1", "contact log NO --result reached"),
    ("agent", "urge add NO --text 加急"),
    ("co1", "form submit NO --proposal 更换主板 --refusal 不同意费用"),
    ("co1", "cancel check NO --reason self_resolved"),
    ("co1", "cancel request NO --reason wrong_area --detail 用户已搬家"),
    ("north", "cancel list"),
    ("agent", "cancel by-customer NO --reason self_resolved --detail 用户来电"),
    ("north", "special advise SPECIAL --solution 今天上门"),
    ("north", "entrust issue SPECIAL --paper-no 1 --fee 50 --why 路远"),
    ("parts", "fee list"),
    ("parts", "settle station --month 2026-06"),
    ("parts", "settle station --month 2026-05 --lock"),
    ("co1", "settle list"),
    ("north", "capacity set 000001 20"),
    ("north", "capacity load"),
    ("agent", "dispatch suggest --area 110101"),
    ("agent", "coverage show 000001"),
    ("co1", "change apply 000001 --daily 3 --cause holiday --from 2026-06-19 --to 2026-06-21 --reason 端午"),
    ("admin", "change list"),
    ("admin", "station list"),
    ("admin", "user list"),
    ("admin", "notify list"),
    ("admin", "notify mark-sent 1"),
    ("admin", "tick"),
    ("admin", "audit log"),
    ("admin", "calendar check"),
)


def _loaded(net: network.Network, who: str, line: str) -> list[str]:
    argv = [*line.split(), "--db", str(net.path), "--as", who, "--lang", "en"]
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *argv],
        env=os.environ | {"REPAIRCLI_NOW": net.now},
        capture_output=True,
        text=True,
        check=True,
    )
    code, told, classes = json.loads(ran.stdout)
    assert code == 0, told
    assert isinstance(classes, list)
    return classes


@pytest.mark.parametrize(("who", "line"), COMMANDS, ids=[line.partition(" --")[0] for _, line in COMMANDS])
def test_a_command_loads_at_most_ten_table_classes(network: network.Network, who: str, line: str) -> None:
    no = network.downloaded() if " NO" in line else ""
    if " SPECIAL" in line:
        no = network.downloaded("cisd", special="media")
        line = line.replace("SPECIAL", "NO")
    if line.startswith("notify"):
        network.ok("agent", "urge", "add", network.create(), "--text", "加急")
    classes = _loaded(network, who, line.replace("NO", no))
    assert 0 < len(classes) <= MOST, classes


def test_an_approval_loads_at_most_ten_table_classes(network: network.Network) -> None:
    no = network.downloaded()
    request = network.ok("co1", "cancel", "request", no, "--reason", "wrong_area", "--detail", "用户已搬家")
    classes = _loaded(network, "north", f"cancel approve {request['id']} --to-station 000003")
    assert 0 < len(classes) <= MOST, classes
