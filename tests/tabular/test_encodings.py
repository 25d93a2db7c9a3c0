"""Which encoding a file is found to be in."""

from __future__ import annotations

import io
import random

import pytest

from repaircli.platform.errors import UsageProblem
from repaircli.tabular import encodings

NAMES = [
    "王杰",
    "陈玉英",
    "张小红",
    "张燕",
    "卢文",
    "沈波",
    "蔡春梅",
    "郝亮",
    "连帅",
    "蔡旭",
    "刘静",
    "黄莉",
    "马峰",
    "李雷",
    "吴丽华",
    "萧刚",
    "萧璐",
    "陈海燕",
    "赵欣",
    "冯欣",
    "陈梅",
    "李明",
    "陈秀荣",
    "陈桂芝",
    "冯秀荣",
    "钱欣",
    "王勇",
    "郭建国",
    "温晓东",
    "高志强",
]
FAULTS = ("开机无显示", "上网慢，疑似中毒", "运行十分钟后死机", "内存报警，长鸣", "光驱不读盘", "蓝屏")
TEXT = "order_no,customer,fault\nR1,王杰,开机无显示\nR2,陈玉英,蓝屏\n"


def found(data: bytes, option: str | None = None) -> encodings.Encoding:
    return encodings.detect(io.BytesIO(data), option)


def read(data: bytes, option: str | None = None) -> str:
    stream = io.BytesIO(data)
    return encodings.open_text(stream, encodings.detect(stream, option)).read()


@pytest.mark.parametrize(
    ("codec", "mark", "name", "why"),
    [
        ("utf-8", b"", "utf-8", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8", "bom"),
        ("gb18030", b"", "gb18030", "hanzi"),
        ("gbk", b"", "gb18030", "hanzi"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le", "bom"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be", "bom"),
        ("utf-16-le", b"", "utf-16-le", "pattern"),
        ("utf-16-be", b"", "utf-16-be", "pattern"),
    ],
)
def test_every_encoding_of_the_field_is_found_out_and_read(codec, mark, name, why):
    data = mark + TEXT.encode(codec)
    encoding = found(data)
    assert (encoding.name, encoding.why, encoding.damaged) == (name, why, False)
    assert read(data) == TEXT


def test_a_hundred_short_gbk_files_with_ascii_headers_are_all_right():
    dice = random.Random(7)
    for _ in range(100):
        text = f"customer,fault\n{dice.choice(NAMES)},{dice.choice(FAULTS)}\n"
        assert read(text.encode("gbk")) == text


def test_plain_ascii_is_utf8():
    assert found(b"a,b\n1,2\n").name == "utf-8"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("nom,ville\nJos\u00e9,Besan\u00e7on\n", "latin-1"),
        ("氏名,住所\n田中さん,東京都千代田区\n", "shift_jis"),
        ("姓名,地址\n陳小明,臺北市中正區\n", "big5"),
    ],
)
def test_other_encodings_are_asked_about_and_never_guessed(text, codec):
    with pytest.raises(UsageProblem) as problem:
        found(text.encode(codec))
    assert problem.value.code == "encoding_unknown"
    assert read(text.encode(codec), codec) == text


def test_the_option_decides_and_an_unknown_one_is_a_usage_error():
    data = TEXT.encode("gb18030")
    assert found(data, "gbk").why == "option"
    assert read(data, "GB2312") == TEXT
    assert read(TEXT.encode("utf-16"), "utf-16") == TEXT
    for name in ("klingon", "base64", "zip", ""):
        with pytest.raises(UsageProblem):
            found(data, name)


def test_a_damaged_utf8_file_stays_utf8_and_the_bad_bytes_are_marked():
    data = (TEXT * 20).encode() + "R9,张".encode()[:-1] + b",x\n"
    encoding = found(data)
    assert (encoding.name, encoding.damaged) == ("utf-8", True)
    assert read(data).count(encodings.UNDECODABLE) == 1


def test_a_damaged_gb18030_file_stays_gb18030():
    data = (TEXT * 20).encode("gb18030") + b"R9,\xff,x\n"
    encoding = found(data)
    assert (encoding.name, encoding.damaged) == ("gb18030", True)
    assert encodings.UNDECODABLE in read(data)


def test_damage_far_behind_the_sample_is_seen():
    data = b"a,b\n" + b"1,2\n" * 200_000 + b"1,\xff\n"
    with pytest.raises(UsageProblem):
        found(data)
    data = ("a,张\n" * 200_000).encode() + b"1,\xff\n"
    assert found(data).damaged


def test_nul_bytes_do_not_make_a_file_utf16():
    assert found(b"a,b\n1,2\0\n3,4\n").name == "utf-8"


def test_four_byte_characters_of_gb18030_are_read():
    text = TEXT + "R3,\u4dae𠮷,键盘\n"
    assert read(text.encode("gb18030")) == text
