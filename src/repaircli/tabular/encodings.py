"""Which encoding a file is in: byte order mark, UTF-16 pattern, strict UTF-8, then GB18030 by its common characters."""

from __future__ import annotations

import codecs
import io
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg

SAMPLE = 256 * 1024
"""Bytes that are looked at where a pattern decides; strictness is tested on the whole file."""
_PIECE = 1024 * 1024
_CHINESE_ENOUGH = 0.7
_NUL_SHARE = 0.05

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BY_OPTION = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "936": "gb18030",
    "utf-8-sig": "utf-8",
}

UNDECODABLE = "\udcff"
"""Stands in a decoded text for bytes that are no character; no strictly decoded text can contain it."""
_MARKING = "repaircli-mark"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(_MARKING, _mark)


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec of a file, how long its byte order mark is, and how the choice came about.

    `why` is bom, pattern, utf-8, hanzi or option. `damaged` says that some bytes are no characters of it.
    """

    name: str
    why: str
    mark: int = 0
    damaged: bool = False

    def note(self) -> Msg:
        """One sentence for stderr."""
        if self.why == "option":
            return msg("read as {encoding}, as --encoding says", encoding=self.name)
        if self.why == "bom":
            return msg("read as {encoding}, by its byte order mark", encoding=self.name)
        return msg(
            "read as {encoding}, detected from the text; choose another with --encoding", encoding=self.name
        )


def detect(stream: BinaryIO, option: str | None = None) -> Encoding:
    """The encoding of the whole of `stream`, which is left at its beginning.

    `option` is what the user says it is. Raises UsageProblem for an unknown name, and where nothing fits.
    """
    stream.seek(0)
    sample = stream.read(SAMPLE)
    try:
        if option is not None:
            return _as_told(stream, sample, option)
        for mark, name in _MARKS:
            if sample.startswith(mark):
                return Encoding(name, "bom", len(mark), damaged=_bad_bytes(stream, name) > 0)
        wide = _utf16_pattern(sample)
        if wide is not None:
            return Encoding(wide, "pattern", damaged=_bad_bytes(stream, wide) > 0)
        bad_utf8 = _bad_bytes(stream, "utf-8")
        if not bad_utf8:
            return Encoding("utf-8", "utf-8")
        chinese = chinese_share(sample) >= _CHINESE_ENOUGH
        bad_gb = _bad_bytes(stream, "gb18030")
        if chinese and bad_gb <= bad_utf8:
            return Encoding("gb18030", "hanzi", damaged=bad_gb > 0)
        if bad_utf8 * 20 <= _multibyte(sample):
            return Encoding("utf-8", "utf-8", damaged=True)
    finally:
        stream.seek(0)
    raise UsageProblem(
        msg(
            "the encoding of the file cannot be detected: it is neither UTF-8 nor UTF-16 nor Chinese in GB18030"
        ),
        msg("name it, for example --encoding big5"),
        code="encoding_unknown",
    )


def chinese_share(sample: bytes) -> float:
    """How much of the non-ASCII text in `sample`, read as GB18030, consists of characters in common use (0 to 1).

    The 3,755 characters of the first level of GB 2312 were chosen by frequency, so their share tells Chinese text
    from other bytes that happen to be valid GB18030.
    """
    total = score = 0.0
    decoder = codecs.getincrementaldecoder("gb18030")("replace")
    for char in decoder.decode(sample):
        if char < "\x80":
            continue
        total += 1
        code = char.encode("gb18030", "replace") if char != "�" else b""
        if len(code) == 2 and code[1] >= 0xA1:
            if 0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3:
                score += 1
            elif 0xD8 <= code[0] <= 0xF7:
                score += 0.5
        elif len(code) == 4 and unicodedata.category(char) in ("So", "Lo"):
            score += 0.5
    return score / total if total else 0.0


def open_text(stream: BinaryIO, encoding: Encoding) -> io.TextIOWrapper:
    """The decoded text after the byte order mark, line ends as they are; no character becomes `UNDECODABLE`."""
    stream.seek(encoding.mark)
    return io.TextIOWrapper(stream, encoding=encoding.name, errors=_MARKING, newline="")


def _as_told(stream: BinaryIO, sample: bytes, option: str) -> Encoding:
    wanted = option.strip().lower().replace("_", "-")
    wanted = _BY_OPTION.get(wanted, wanted)
    if wanted in ("utf-16", "utf16"):
        wanted = "utf-16-be" if sample.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    try:
        name = codecs.lookup(wanted).name
        if not codecs.lookup(name)._is_text_encoding:
            raise LookupError(name)
    except LookupError:
        raise UsageProblem(
            msg("--encoding: no such encoding: {name}", name=option),
            msg("one of utf-8, gb18030, utf-16, big5"),
            code="encoding_unknown",
        ) from None
    mark = next((len(m) for m, n in _MARKS if n == name and sample.startswith(m)), 0)
    return Encoding(name, "option", mark, damaged=_bad_bytes(stream, name) > 0)


def _utf16_pattern(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly all NUL bytes stand at odd (little endian) or at even places (big endian)."""
    pairs = len(sample) // 2
    if not pairs:
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high >= max(1, pairs * _NUL_SHARE) and low * 20 <= high:
            text = sample[: pairs * 2].decode(name, "replace")
            if text.count("�") * 20 <= len(text) and any(c in text for c in ",;\t\n"):
                return name
    return None


def _bad_bytes(stream: BinaryIO, name: str) -> int:
    """How many places of the whole stream are no characters of the encoding `name`."""
    stream.seek(0)
    found = 0
    decoder = codecs.getincrementaldecoder(name)(_MARKING)
    while piece := stream.read(_PIECE):
        found += decoder.decode(piece).count(UNDECODABLE)
    return found + decoder.decode(b"", final=True).count(UNDECODABLE)


def _multibyte(sample: bytes) -> int:
    """How many characters of `sample` are beyond ASCII when it is read as UTF-8."""
    return sum(1 for c in sample.decode("utf-8", "ignore") if c >= "\x80")
