"""Makes data/sample/: a network of stations, its people, a call centre's orders, a fee table; the same at every run.

python scripts/make_sample.py           writes the four files
python scripts/make_sample.py FOLDER    writes them there

Places, area codes and roads are real, people, companies, numbers and machines are not: mobile numbers have 0000 in
their middle, local numbers begin with 1, which no exchange gives out.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).resolve().parent.parent / "data" / "sample"
SEED = 20260612
FIRST_DAY = date(2026, 6, 3)
LAST_MORNING = date(2026, 6, 12)
"""The last orders are of this Friday's morning; what is played with them begins at nine."""

T = TypeVar("T")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Dice:
    """Choices from a seed. Only `random()` is used, whose numbers Python promises to keep from release to release."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        return int(self._random() * count)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def often(self, share: float) -> bool:
        """True in that share of all cases."""
        return self._random() < share

    def weighted(self, values: Mapping[T, int]) -> T:
        left = self.below(sum(values.values()))
        for value, weight in values.items():
            left -= weight
            if left < 0:
                return value
        raise AssertionError


# ------------------------------------------------------------------------------------------------------------ network


# Area code, city as in an address, its short name, dialling code, district, roads.
PLACES = """
110101 北京市 北京 010 东城区 东直门内大街、安定门外大街、朝阳门北小街、崇文门外大街
110102 北京市 北京 010 西城区 西直门内大街、阜成门外大街、广安门内大街、德胜门外大街
110105 北京市 北京 010 朝阳区 建国路、望京街、朝阳北路、安立路
110106 北京市 北京 010 丰台区 马家堡东路、丰台北路、南三环西路、方庄路
110107 北京市 北京 010 石景山区 石景山路、八角西街、古城大街
110108 北京市 北京 010 海淀区 中关村大街、学院路、知春路、成府路、万泉河路
110114 北京市 北京 010 昌平区 回龙观西大街、龙水路、府学路
110115 北京市 北京 010 大兴区 兴华大街、黄村西大街、欣雅街
120101 天津市 天津 022 和平区 南京路、西康路、成都道
120103 天津市 天津 022 河西区 友谊路、解放南路、大沽南路
120104 天津市 天津 022 南开区 白堤路、鞍山西道、卫津路
120116 天津市 天津 022 滨海新区 洞庭路、第三大街、上海道
130102 河北省石家庄市 石家庄 0311 长安区 中山东路、建设北大街、体育北大街
130104 河北省石家庄市 石家庄 0311 桥西区 自强路、友谊南大街、裕华西路
130108 河北省石家庄市 石家庄 0311 裕华区 槐安东路、翟营南大街、富强大街
130131 河北省石家庄市 石家庄 0311 平山县 柏坡东路、冶河西路
310104 上海市 上海 021 徐汇区 漕溪北路、肇嘉浜路、宜山路、天钥桥路
310105 上海市 上海 021 长宁区 延安西路、天山路、仙霞路
310106 上海市 上海 021 静安区 南京西路、江宁路、万航渡路
310112 上海市 上海 021 闵行区 沪闵路、东川路、七莘路
310115 上海市 上海 021 浦东新区 世纪大道、张杨路、祖冲之路、金科路
320102 江苏省南京市 南京 025 玄武区 珠江路、龙蟠路、北京东路
320104 江苏省南京市 南京 025 秦淮区 中山南路、太平南路、大光路
320106 江苏省南京市 南京 025 鼓楼区 汉口路、中央路、草场门大街
320115 江苏省南京市 南京 025 江宁区 双龙大道、天元中路、将军大道
330102 浙江省杭州市 杭州 0571 上城区 延安路、解放路、庆春路
330106 浙江省杭州市 杭州 0571 西湖区 文三路、天目山路、古墩路
330108 浙江省杭州市 杭州 0571 滨江区 江南大道、滨盛路、网商路
370202 山东省青岛市 青岛 0532 市南区 香港中路、江西路、燕儿岛路
370203 山东省青岛市 青岛 0532 市北区 台东三路、辽宁路、敦化路
370212 山东省青岛市 青岛 0532 崂山区 海尔路、仙霞岭路、深圳路
440104 广东省广州市 广州 020 越秀区 东风中路、环市东路、北京路
440105 广东省广州市 广州 020 海珠区 新港西路、江南大道中、昌岗路
440106 广东省广州市 广州 020 天河区 天河路、中山大道西、龙口西路、五山路
440113 广东省广州市 广州 020 番禺区 市桥大北路、番禺大道北、兴泰路
440303 广东省深圳市 深圳 0755 罗湖区 深南东路、人民南路、宝安北路
440304 广东省深圳市 深圳 0755 福田区 福华路、深南中路、红荔路
440305 广东省深圳市 深圳 0755 南山区 科苑路、南海大道、后海大道
440306 广东省深圳市 深圳 0755 宝安区 宝安大道、前进一路、创业一路
440604 广东省佛山市 佛山 0757 禅城区 祖庙路、汾江中路、季华五路
440605 广东省佛山市 佛山 0757 南海区 桂城南海大道、佛平三路、海八路
440606 广东省佛山市 佛山 0757 顺德区 大良凤山东路、德胜东路、容桂大道
450102 广西壮族自治区南宁市 南宁 0771 兴宁区 朝阳路、民主路、长堽路
450103 广西壮族自治区南宁市 南宁 0771 青秀区 民族大道、东葛路、金湖路
450107 广西壮族自治区南宁市 南宁 0771 西乡塘区 大学东路、明秀西路、衡阳西路
"""


@dataclass(frozen=True)
class Area:
    """A district by its six-digit code."""

    code: str
    city: str
    short: str
    dial: str
    name: str
    roads: tuple[str, ...]


def _areas() -> Iterator[tuple[str, Area]]:
    for line in PLACES.split("\n")[1:-1]:
        code, city, short, dial, name, roads = line.split()
        yield code, Area(code, city, short, dial, name, tuple(roads.split("、")))


AREAS = dict(_areas())

# Number, name, region, head station, kind, tier, orders a month, orders a day, share of the sample, own area, areas.
NETWORK = """
000001 北京中关村维修站 华北区 -      维修中心 一级 320 30 14 110108 110108;110114
000002 北京朝阳维修站 华北区 -      分中心 一级 260 25 11 110105 110101;110102;110105
000003 北京丰台维修站 华北区 -      授权维修机构 二级 150 15  8 110106 110106;110107;110115
000004 天津南开维修站 华北区 -      分中心 一级 180 18  9 120104 120101;120103;120104;120116
000005 石家庄裕华维修站 华北区 -      授权维修机构 二级  80  8  6 130108 130102;130104;130108
000009 北京西城笔记本维修站 华北区 -      授权维修机构 二级  60  8  5 110102 110102 笔记本站
000101 上海徐汇维修站 华东区 -      维修中心 一级 300 28 12 310104 310104;310105;310112
000102 上海浦东维修站 华东区 -      分中心 一级 210 20  9 310115 310106;310115
000103 南京鼓楼维修站 华东区 -      分中心 一级 160 16  8 320106 320102;320104;320106;320115
000104 杭州西湖维修站 华东区 -      授权维修机构 二级 120 12  7 330106 330102;330106;330108
000105 青岛市南维修站 华东区 -      加盟服务商 三级  70  8  5 370202 370202;370203;370212
000201 广州天河维修站 华南区 -      维修中心 一级 280 26 11 440106 440104;440105;440106;440113
000202 深圳南山维修站 华南区 -      分中心 一级 220 22  9 440305 440303;440304;440305;440306
000203 佛山禅城维修站 华南区 -      授权维修机构 二级  90 10  5 440604 440604;440605;440606
000204 南宁青秀维修站 华南区 -      加盟服务商 三级  65  8  5 450103 450102;450103;450107
000013 北京石景山分点 华北区 000003 授权维修机构 二级  30  4  0 110107 110107
000023 北京大兴分点 华北区 000003 授权维修机构 二级  35  5  0 110115 110115
000014 天津滨海分点 华北区 000004 分中心 一级  40  5  0 120116 120116
000113 南京江宁分点 华东区 000103 分中心 一级  35  5  0 320115 320115
"""


@dataclass(frozen=True)
class Point:
    """A station or branch point; `share` is its part of the orders, `at` the area of its own address."""

    no: str
    name: str
    region: str
    head: str
    kind: str
    tier: str
    volume: int
    daily: int
    share: int
    at: str
    areas: tuple[str, ...]
    notebook: bool


def _points() -> Iterator[Point]:
    for line in NETWORK.split("\n")[1:-1]:
        no, name, region, head, kind, tier, volume, daily, share, at, areas, *notebook = line.split()
        yield Point(
            no,
            name,
            region,
            head.strip("-"),
            kind,
            tier,
            int(volume),
            int(daily),
            int(share),
            at,
            tuple(areas.split(";")),
            bool(notebook),
        )


POINTS = tuple(_points())
HEADS = tuple(p for p in POINTS if not p.head)

SURNAMES = _words(
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 "
    "傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 欧阳 司徒"
)
GIVEN = _words(
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 玲 桂英 秀兰 志强 建华 国庆 晓东 海燕 雪梅 文博 思远 "
    "佳怡 子轩 雨桐 俊杰 梦琪 浩然 淑珍 玉兰 永强 少华 春生 立新 红霞 振宇 嘉懿 若曦 明哲 亚男 卫东 小平 新宇 天佑 慧敏"
)


def person(dice: Dice) -> str:
    return dice.one(SURNAMES) + dice.one(GIVEN)


def mobile(dice: Dice) -> str:
    second = dice.one(("3", "5", "7", "8", "9"))
    return f"1{second}{dice.below(10)}0000{dice.below(10000):04d}"


def local_number(dice: Dice, dial: str) -> str:
    digits = 7 if dial == "0771" else 8
    number = f"{dial}-1{dice.below(10 ** (digits - 1)):0{digits - 1}d}"
    return f"{number}转8{dice.below(100):02d}" if dice.often(0.15) else number


def address(dice: Dice, area: str, *, company: bool) -> str:
    place = AREAS[area]
    street = f"{place.city}{place.name}{dice.one(place.roads)}{dice.between(1, 398)}号"
    if company:
        building = dice.one(("科技大厦", "商务中心", "创业园", "国际大厦", "写字楼", "产业园"))
        wing = dice.one("ABCD")
        return f"{street}{building}{wing}座{dice.between(2, 26)}{dice.between(1, 18):02d}"
    if dice.often(0.6):
        home = dice.one(("家园", "花园", "小区", "新村", "公寓", "嘉苑"))
        name = dice.one(("春晓", "锦绣", "和平", "金桂", "翠竹", "阳光", "望湖", "学府"))
        flat = f"{dice.between(1, 6)}单元{dice.between(1, 26)}0{dice.between(1, 4)}室"
        return f"{street}{name}{home}{dice.between(1, 30)}号楼{flat}"
    return f"{street}{dice.between(1, 8)}门{dice.between(1, 6)}0{dice.between(1, 4)}"


# ------------------------------------------------------------------------------------------------------------- people

OFFICES = (
    ("agent1", "agent"),
    ("agent2", "agent"),
    ("agent3", "agent"),
    ("cisd1", "cisd"),
    ("cssd1", "cssd"),
    ("parts1", "parts"),
    ("visitor1", "visitor"),
    ("hotline1", "hotline"),
    ("manager1", "manager"),
    ("supervisor1", "supervisor"),
    ("clerk1", "clerk"),
)
LIAISONS = (("liaison-hb", "华北区"), ("liaison-hd", "华东区"), ("liaison-hn", "华南区"))
BOTH = ("duo-000009", "000009")
"""One person with two identities, coordinator and engineer of a small station (requirements A28)."""


def people(dice: Dice) -> Iterator[tuple[str, str, str, str, str]]:
    taken: set[str] = set()

    def name() -> str:
        while (found := person(dice)) in taken:
            pass
        taken.add(found)
        return found

    for login, role in OFFICES:
        yield login, name(), role, "", ""
    for login, region in LIAISONS:
        yield login, name(), "liaison", region, ""
    for point in HEADS:
        yield f"coord-{point.no}", name(), "coordinator", "", point.no
        yield f"eng-{point.no}", name(), "engineer", "", point.no
        if point.volume > 200:
            yield f"eng2-{point.no}", name(), "engineer", "", point.no
    for point in POINTS:
        if point.head:
            yield f"eng-{point.no}", name(), "engineer", "", point.no
    yield BOTH[0], name(), "coordinator;engineer", "", BOTH[1]


# ------------------------------------------------------------------------------------------------------------- orders

MODELS = {
    "desktop": ("启程D3100", "启程D5200", "启程D5600", "恒远T640", "恒远T820"),
    "notebook": ("轻羽N14", "轻羽N15", "云行X1", "云行X13"),
    "server": ("磐石S2200", "磐石S4200"),
}
PREFIX = {"desktop": "DT", "notebook": "NB", "server": "SV"}
FAULTS = {
    "desktop": (
        "按开机键没有反应，电源灯不亮",
        "开机后显示器黑屏，主机风扇转",
        "开机连续长鸣，无法进入系统",
        "使用半小时左右自动重启",
        "进入系统后频繁蓝屏，代码0x0000007E",
        "硬盘有异响，读写很慢",
        "提示找不到启动设备",
        "USB接口插上U盘没有反应",
        "前置耳机孔无声音",
        "显示器有竖线，换线无改善",
        "网口灯不亮，无法上网",
        "主机噪音很大，机箱发烫",
        "系统反应很慢，弹广告，怀疑中毒",
        "升级后无法进入系统，需要重装",
        "光驱不读盘",
        "键盘部分按键失灵",
    ),
    "notebook": (
        "屏幕有一条亮线",
        "合上再打开后屏幕不亮",
        "电池充不进电，显示接通电源未充电",
        "键盘进水，部分按键无反应",
        "触摸板失灵",
        "风扇声音很大，机器烫手",
        "无线网卡找不到信号",
        "转轴断裂，屏幕晃动",
        "开机要输入密码，用户忘记密码",
        "摄像头打不开",
    ),
    "server": (
        "磁盘阵列告警，硬盘指示灯黄色",
        "双电源之一亮红灯",
        "内存报可纠正错误，每天数次",
        "管理口无法登录",
        "机器不定时重启，日志无记录",
    ),
}
SOFTWARE = {"系统反应很慢，弹广告，怀疑中毒", "升级后无法进入系统，需要重装"}
NEEDS = (
    "周六上午",
    "下班后19点左右",
    "明天下午2点到4点",
    "尽快，机器用于收银",
    "本周五之前",
    "工作日中午12点到13点",
    "下周一上午",
)
REMARKS = (
    "上门前一小时电话联系",
    "用户有投诉倾向，语气着急",
    "用户称三个月内第二次报修",
    "机器内有重要数据，请勿格式化",
    "小区需登记身份证",
    "联系人与报修人不同，请先打手机",
)
COMPANIES = (
    "恒泰商贸",
    "云帆网络",
    "嘉信财务咨询",
    "明德培训学校",
    "新程物流",
    "和睦口腔门诊",
    "百川设计",
    "东方印务",
    "瑞达电子",
    "清源环保",
    "启明图文",
    "安邦物业",
    "华韵广告",
    "盛世餐饮",
    "天元测绘",
)
SPECIALS: Mapping[str, Sequence[str]] = {
    "ministry": ("机关服务中心信息处", "档案数据中心"),
    "media": ("晨星周刊社记者", "天下视窗社记者"),
    "key-account": ("海源航运集团", "岭北电力设计所", "华信银行科技部"),
    "related": ("合作伙伴联络处", "渠道顾问"),
}
SPECIAL_SHARES = {"ministry": 3, "media": 3, "key-account": 5, "related": 2}
ZH = {
    "cc": "座席派单",
    "region": "大区派单",
    "onsite": "上门",
    "carry-in": "送修",
    "mail-in": "寄修",
    "desktop": "台式机",
    "notebook": "笔记本",
    "server": "服务器",
    "ministry": "部委机关",
    "media": "媒体记者",
    "key-account": "大客户",
    "related": "关系密切人员",
}
ORDERS = _words(
    "维修单号 派单来源 服务方式 维修站编号 用户姓名 联系电话 主叫号码 地址 区域编码 产品 型号 序列号 "
    "上门期至 保修期至 故障现象 特殊身份 派单时间"
)


def moments(dice: Dice) -> Iterator[datetime]:
    """When calls came in: from eight to eight, fewer on weekends, on the last day only until nine."""
    day = FIRST_DAY
    while day <= LAST_MORNING:
        weekend = day.weekday() >= 5
        count, first, last = (22, 9, 18) if weekend else (dice.between(60, 74), 8, 20)
        if day == LAST_MORNING:
            count, first, last = 48, 7, 9
        start = datetime.combine(day, time(first))
        span = (last - first) * 3600
        yield from sorted(start + timedelta(seconds=dice.below(span)) for _ in range(count))
        day += timedelta(days=1)


@dataclass(frozen=True)
class Customer:
    name: str
    phones: tuple[str, ...]
    caller: str
    area: str
    address: str
    special: str
    company: bool


def customer(dice: Dice, area: str) -> Customer:
    place = AREAS[area]
    special = dice.weighted(SPECIAL_SHARES) if dice.often(0.04) else ""
    company = bool(special) or dice.often(0.22)
    contact = person(dice)
    name = contact
    if special:
        name = f"{dice.one(SPECIALS[special])}（{contact}）"
    elif company:
        title = dice.one(("工", "经理", "主任", "老师"))
        name = f"{place.short}{dice.one(COMPANIES)}有限公司（{dice.one(SURNAMES)}{title}）"
    phones = [mobile(dice)]
    if dice.often(0.6 if company else 0.12):
        phones.append(local_number(dice, place.dial))
    if dice.often(0.06):
        phones.append(mobile(dice))
    caller = dice.weighted({phones[0]: 70, phones[-1]: 10, "": 12, mobile(dice): 8})
    return Customer(name, tuple(phones), caller, area, address(dice, area, company=company), special, company)


def fault(dice: Dice, product: str, service: str) -> str:
    text = dice.one(FAULTS[product])
    if service == "onsite" and dice.often(0.17):
        text += f"（用户要求时间：{dice.one(NEEDS)}）"
    if dice.often(0.12):
        text += f"；{dice.one(REMARKS)}"
    return text


def years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def machine(dice: Dice, product: str, today: date, service: str) -> tuple[str, str, str, str]:
    """Model, serial number, end of the on-site period, end of the warranty."""
    sold = today - timedelta(days=dice.between(20, 1500))
    onsite = years_later(sold, 3 if product == "server" else dice.weighted({1: 50, 2: 20, 3: 30}))
    if service == "onsite" and onsite < today and dice.often(0.85):
        onsite = today + timedelta(days=dice.between(5, 500))
    warranty = max(onsite, years_later(sold, 3))
    serial = f"{PREFIX[product]}{dice.below(10**8):08d}"
    return dice.one(MODELS[product]), serial, onsite.isoformat(), warranty.isoformat()


def station_for(dice: Dice, right: Point) -> str:
    """The station that covers the area; now and then the wrong one, which the cancel rule is about."""
    if dice.often(0.025):
        return dice.one([p.no for p in HEADS if p.region == right.region and p is not right])
    if dice.often(0.02):
        return dice.one([p.no for p in HEADS if p.region != right.region])
    return right.no


def report(dice: Dice, shares: Mapping[Point, int], today: date) -> list[dict[str, str]]:
    """The orders of one call: mostly one; several machines at one place make one on-site order, the others carry-in."""
    right = dice.weighted(shares)
    who = customer(dice, dice.one(right.areas))
    station = station_for(dice, right)
    product = "notebook"
    if not right.notebook:
        product = dice.weighted({"desktop": 70, "notebook": 22, "server": 8 if who.company else 1})
    if who.company and not who.special and dice.often(0.05):
        services = ["onsite", *["carry-in"] * dice.between(1, 2)]
    else:
        by_mail = 6 if product == "notebook" else 0
        services = [dice.weighted({"onsite": 80, "carry-in": 18, "mail-in": by_mail})]
    return [_order(dice, who, station, product, service, today) for service in services]


def orders(dice: Dice) -> Iterator[dict[str, str]]:
    left: list[dict[str, str]] = []
    recent: list[dict[str, str]] = []
    shares = {p: p.share for p in HEADS}
    for number, at in enumerate(moments(dice), start=1):
        if not left:
            # Some customers report the same machine again before anybody has called them back.
            twice = len(recent) == 12 and dice.often(0.015)
            left = [dice.one(recent)] if twice else report(dice, shares, at.date())
        row = left.pop(0)
        recent = [*recent[-11:], row]
        yield {"维修单号": f"WX2606{number:05d}"} | row | {"派单时间": f"{at:%Y-%m-%d %H:%M:%S}"}


def _order(
    dice: Dice, who: Customer, station: str, product: str, service: str, today: date
) -> dict[str, str]:
    model, serial, onsite, warranty = machine(dice, product, today, service)
    origin = "region" if not who.special and dice.often(0.07) else "cc"
    return {
        "派单来源": ZH[origin],
        "服务方式": ZH[service],
        "维修站编号": station,
        "用户姓名": who.name,
        "联系电话": ";".join(who.phones),
        "主叫号码": who.caller,
        "地址": who.address,
        "区域编码": who.area,
        "产品": ZH[product],
        "型号": model,
        "序列号": serial,
        "上门期至": onsite,
        "保修期至": warranty,
        "故障现象": fault(dice, product, service),
        "特殊身份": ZH.get(who.special, ""),
    }


# -------------------------------------------------------------------------------------------------------------- files

STATIONS = _words(
    "维修站编号 名称 大区 总站编号 笔记本站 月维修量 日产能 服务区域 类型 结费等级 电话 地址 负责人"
)
PEOPLE = _words("账号 姓名 角色 大区 维修站编号")
FEE_HEADER = _words("结费等级 服务方式 产品 台阶 月单量起 月单量止 费用（元） 生效日期 失效日期")
STEPS = (("0", "150"), ("151", "300"), ("301", ""))
FEES = """
一级 上门 80 75 70
一级 送修 45 42 40
二级 上门 75 70 65
二级 送修 42 40 38
三级 上门 70 65 60
三级 送修 40 38 36
"""
"""Invented fees of the three steps in yuan; mail-in work and a visit that the fund pays have one fee each."""


def stations(dice: Dice) -> Iterator[list[str]]:
    for p in POINTS:
        yield [
            p.no,
            p.name,
            p.region,
            p.head,
            "是" if p.notebook else "否",
            str(p.volume),
            str(p.daily),
            ";".join(p.areas),
            p.kind,
            p.tier,
            local_number(dice, AREAS[p.at].dial).partition("转")[0],
            address(dice, p.at, company=True),
            person(dice),
        ]


def fees() -> Iterator[list[str]]:
    since = "2026-01-01"
    for tier, service, *amounts in map(str.split, FEES.strip().splitlines()):
        for step, ((first, last), amount) in enumerate(zip(STEPS, amounts, strict=True), 1):
            yield [tier, service, "", str(step), first, last, amount, since, ""]
    for tier in _words("一级 二级 三级"):
        yield [tier, "上门", "笔记本", "1", "0", "", "90", since, ""]
        yield [tier, "寄修", "", "1", "0", "", "35", since, ""]
        yield [tier, "补偿金上门", "", "1", "0", "", "40", since, ""]


def write(folder: Path) -> None:
    """Writes the four files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "stations.csv", STATIONS, stations(Dice(SEED)))
    _write(folder / "people.csv", PEOPLE, people(Dice(SEED + 1)))
    rows = ([row[name] for name in ORDERS] for row in orders(Dice(SEED + 2)))
    _write(folder / "orders.csv", ORDERS, rows)
    _write(folder / "fees.csv", FEE_HEADER, fees())


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
