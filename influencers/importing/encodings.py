"""A path -> a stream of decoded text, whatever wrote it: BOMs, UTF-16 without one, latin-1, mixed encodings,
NULs.
"""

import codecs
import io
import re
from pathlib import Path

from charset_normalizer import from_bytes

_SAMPLE = 256 * 1024
_CHUNK = 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What charset-normalizer may answer; its other answers are near twins of these or noise on short files.
_PLAUSIBLE = {
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_5", "cp874", "tis_620",
    "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "shift_jis", "shift_jis_2004", "shift_jisx0213", "cp932",
    "euc_jp", "euc_jis_2004", "euc_kr", "cp949", "johab",
}  # fmt: skip
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Reads the bytes that are no UTF-8 as Windows-1252, so that two encodings in one file both stay
    legible.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in wrong), error.end


codecs.register_error("else_cp1252", _as_cp1252)


def encoding_of(path: Path) -> tuple[str, str | None]:
    """(codec name, note for a person or None). UTF-8 is decided on the whole file, everything else on a
    sample.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec, None
    blind = _utf16_without_bom(head)
    if blind:
        return blind, "Read as UTF-16 (the file does not say so)."
    broken = _broken_utf8(path)
    if broken is None:
        return "utf-8", None
    good, bad = len(_MULTIBYTE.findall(broken)), _count_bad(broken)
    if good >= 4 * bad:
        return (
            "utf-8",
            "A few characters are not UTF-8 and were read as Windows-1252: check names with accents.",
        )
    codec = _foreign(broken) or "cp1252"
    shown = "Western European (Windows-1252)" if codec == "cp1252" else codec
    # Cells of the other kind remain legible: utf-8 first, the rest as cp1252.
    note = f"The file is not UTF-8; read as {shown}: check names with accents."
    return ("utf-8" if codec == "cp1252" else codec), note


def _utf16_without_bom(head: bytes) -> str | None:
    pairs = head[: len(head) // 2 * 2]
    if len(pairs) < 8:
        return None
    even, odd = pairs[0::2].count(0), pairs[1::2].count(0)
    half = len(pairs) // 2
    if odd > 0.15 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.15 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _broken_utf8(path: Path) -> bytes | None:
    """Lines around bytes that are no UTF-8 (enough of them to judge by), or None when the whole file is
    UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                lines = [line for line in re.split(rb"[\r\n]+", chunk) if not line.isascii()]
                return b"\n".join(lines)[:_SAMPLE]
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return b"\xe9"  # cut off inside the last character: one bad byte, no other evidence
    return None


def _count_bad(sample: bytes) -> int:
    return sum(1 for b in _MULTIBYTE.sub(b"", sample) if b >= 0x80)


def _foreign(sample: bytes) -> str | None:
    """The codec of a script other than Latin, where the sample is clearly in one."""
    if len(sample) < 24:
        return None
    best = from_bytes(sample[: 64 * 1024], cp_isolation=sorted(_PLAUSIBLE | {"cp1252"})).best()
    if best is None or best.encoding not in _PLAUSIBLE:
        return None
    text = str(best)
    letters = [c for c in text if not c.isascii() and c.isalpha()]
    if best.encoding == "cp1250":
        return "cp1250" if _central_european(sample) else None
    return best.encoding if len(letters) * 8 > len(text) else None


def _central_european(sample: bytes) -> bool:
    """True where bytes inside words are letters in Windows-1250 and signs in Windows-1252 (`³` for `ł`)."""
    inside = re.findall(rb"(?<=[A-Za-z])[\x80-\xff](?=[A-Za-z])", sample)
    only = [
        b
        for b in inside
        if b.decode("cp1250", "replace").isalpha() and not b.decode("cp1252", "replace").isalpha()
    ]
    return len(only) >= 2 and len(only) * 8 > len(inside)


class NoNulls(io.TextIOBase):
    """A text stream without NUL characters, read by line (`\\n`, `\\r\\n` and a lone `\\r` all end one)."""

    def __init__(self, stream: io.TextIOWrapper):
        self._stream = stream
        self.dropped = 0

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        line = self._stream.readline(size)
        if "\x00" in line:
            self.dropped += line.count("\x00")
            line = line.replace("\x00", "") or " "
        return line

    def close(self) -> None:
        self._stream.close()
        super().close()


def open_text(path: Path, codec: str) -> NoNulls:
    """The decoded stream; undecodable bytes are read as Windows-1252 under UTF-8 and replaced under other
    codecs.
    """
    errors = "else_cp1252" if codec.startswith("utf-8") else "replace"
    return NoNulls(path.open("r", encoding=codec, errors=errors, newline=""))
