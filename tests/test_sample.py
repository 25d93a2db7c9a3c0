"""The sample data: as the script makes it, in order with itself, and accepted by the commands that import."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from network import Network

from repaircli.files import sample
from repaircli.platform.codes import Role
from repaircli.platform.errors import Unusable

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "sample"
FILES = ("stations.csv", "people.csv", "orders.csv", "fees.csv")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loaded(path: Path, now: str = sample.TAKEN_OVER) -> Network:
    network = Network(path).at(now)
    assert network.run(None, "init", "--training", "--sample").exit == 0
    return network


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return loaded(tmp_path_factory.mktemp("sample") / "sample.db")


def test_the_script_makes_the_committed_files_byte_by_byte(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_sample.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=60)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_network_has_regions_heads_branches_and_a_notebook_station() -> None:
    stations = rows("stations.csv")
    assert {"华北区", "华东区", "华南区"} == {s["大区"] for s in stations}
    heads = [s for s in stations if not s["总站编号"]]
    assert len(heads) >= 12
    assert max(Counter(s["总站编号"] for s in stations if s["总站编号"]).values()) >= 2
    assert [s["笔记本站"] for s in stations].count("是") == 1


def test_the_fee_table_is_accepted_and_has_a_fee_for_every_tier(network: Network) -> None:
    done = network.ok("admin", "fee", "import", str(FOLDER / "fees.csv"))
    assert (done["imported"], done["bad"]) == (len(rows("fees.csv")), 0)
    tiers = {s["结费等级"] for s in rows("stations.csv")}
    for service in ("onsite", "carry-in", "mail-in", "visit"):
        assert {f["tier"] for f in network.ok("admin", "fee", "list") if f["service"] == service} == tiers


def test_every_role_has_a_person_and_every_head_station_a_coordinator_and_an_engineer() -> None:
    people = rows("people.csv")
    held = [(p["维修站编号"], role) for p in people for role in p["角色"].split(";")]
    assert {role for _, role in held} == {str(r) for r in Role} - {"admin"}
    for station in rows("stations.csv"):
        wanted = {"engineer"} if station["总站编号"] else {"coordinator", "engineer"}
        assert wanted <= {role for no, role in held if no == station["维修站编号"]}
    assert [p["账号"] for p in people if ";" in p["角色"]] == ["duo-000009"]
    assert len({p["账号"] for p in people}) == len(people)


def test_the_orders_are_many_and_varied() -> None:
    orders = rows("orders.csv")
    assert len(orders) >= 500
    assert {o["服务方式"] for o in orders} == {"上门", "送修", "寄修"}
    assert {o["产品"] for o in orders} == {"台式机", "笔记本", "服务器"}
    assert {o["派单来源"] for o in orders} == {"座席派单", "大区派单"}
    assert {o["特殊身份"] for o in orders} == {"", "部委机关", "媒体记者", "大客户", "关系密切人员"}
    assert sum(";" in o["联系电话"] for o in orders) > 50
    assert sum("用户要求时间" in o["故障现象"] for o in orders) > 30
    assert len({o["派单时间"][:10] for o in orders}) == 10
    assert [o["派单时间"] for o in orders] == sorted(o["派单时间"] for o in orders)


def test_addresses_lie_in_their_area_and_mostly_in_the_stations() -> None:
    cities = {
        "11": "北京市",
        "12": "天津市",
        "1301": "河北省石家庄市",
        "31": "上海市",
        "3201": "江苏省南京市",
    }
    cities |= {"3301": "浙江省杭州市", "3702": "山东省青岛市", "4401": "广东省广州市", "4403": "广东省深圳市"}
    cities |= {"4406": "广东省佛山市", "4501": "广西壮族自治区南宁市"}
    areas = {s["维修站编号"]: s["服务区域"].split(";") for s in rows("stations.csv")}
    orders = rows("orders.csv")
    for order in orders:
        code = order["区域编码"]
        city = cities.get(code[:4]) or cities[code[:2]]
        assert order["地址"].startswith(city), order
    wrong = [o for o in orders if o["区域编码"] not in areas[o["维修站编号"]]]
    assert 10 < len(wrong) < len(orders) // 10


def test_init_loads_all_of_it(network: Network) -> None:
    assert len(network.ok("admin", "station", "list")) == len(rows("stations.csv"))
    assert len(network.ok("admin", "user", "list")) == len(rows("people.csv")) + 1
    stored = network.ok("admin", "order", "list", "--limit", "10000")
    assert len(stored) == len(rows("orders.csv"))
    assert {o["status"] for o in stored} == {"dispatched"}
    special = [o for o in stored if o["special"]]
    assert len(network.ok("admin", "notify", "list", "--code", "N8")) == len(special) > 0
    assert network.run("admin", "audit", "verify").exit == 0


def test_everybody_in_it_can_act(network: Network) -> None:
    for login in (p["账号"] for p in rows("people.csv")):
        assert network.ok(login, "whoami")["login"] == login


def test_it_loads_with_a_clock_before_its_orders(tmp_path: Path) -> None:
    early = loaded(tmp_path / "early.db", "2026-01-05T09:00:00")
    assert len(early.ok("admin", "order", "list", "--limit", "10000")) == len(rows("orders.csv"))


def test_its_files_import_by_the_commands_as_they_are(tmp_path: Path) -> None:
    network = Network(tmp_path / "empty.db").at(sample.TAKEN_OVER)
    assert network.run(None, "init", "--training").exit == 0
    network.ok("admin", "station", "import", str(FOLDER / "stations.csv"))
    for person in rows("people.csv"):
        words = ["user", "add", person["账号"], "--name", person["姓名"]]
        words += [w for role in person["角色"].split(";") for w in ("--role", role)]
        words += ["--region", person["大区"]] if person["大区"] else []
        words += ["--station", person["维修站编号"]] if person["维修站编号"] else []
        network.ok("admin", *words)
    network.ok("admin", "order", "import", str(FOLDER / "orders.csv"))
    one = network.ok("admin", "order", "show", "WX260600007")
    other = loaded(tmp_path / "sample.db").ok("admin", "order", "show", "WX260600007")
    assert {k: v for k, v in one.items() if k != "urges"} == {k: v for k, v in other.items() if k != "urges"}


def test_a_real_database_may_have_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPAIRCLI_NOW", raising=False)
    network = Network(tmp_path / "real.db")
    network.now = ""
    assert network.run(None, "init", "--sample").data["sample"]["orders"] == len(rows("orders.csv"))


def test_the_wheel_carries_it_where_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert wheel["data/sample"] == "repaircli/sample"
    assert sample.folder() == FOLDER
    package = tmp_path / "site-packages" / "repaircli"
    monkeypatch.setattr(sample, "__file__", str(package / "files" / "sample.py"))
    with pytest.raises(Unusable):
        sample.folder()
    (package / "sample").mkdir(parents=True)
    (package / "sample" / "orders.csv").touch()
    assert sample.folder() == package / "sample"
