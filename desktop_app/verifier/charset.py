"""Turning bytes into text: byte order mark, then the header's charset, then the page's own, then detection."""

import codecs
import re
from typing import Final

_PRESCAN: Final = 1_024
"""Bytes in which a page's own declaration counts (HTML standard, "prescan a byte stream")."""
_SAMPLE: Final = 65_536
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META: Final = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"\A\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_WIDER: Final = {
    # Encoding standard: labels that browsers read as a superset; Python knows these as the narrower ones
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "euc_jp": "euc_jp",
    "cp65001": "utf-8",
}
_WEB: Final = frozenset(
    # Encoding standard, section 4.2, in Python's names: others are not for the web (utf-7, rot13, idna …)
    "utf-8 utf-16-le utf-16-be utf-16 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 "  # noqa: SIM905 - words read best as words
    "iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman cp874 cp1250 cp1251 cp1252 cp1253 "
    "cp1254 cp1255 cp1256 cp1257 cp1258 mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949".split()
)
_LABELS: Final = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "unicode-1-1-utf-8": "utf-8",
    "x-cp1252": "cp1252",
    "x-cp1251": "cp1251",
    "x-cp1250": "cp1250",
    "dos-874": "cp874",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
}


def decode(data: bytes, header_charset: str | None) -> str:
    """Return the page's text; bytes that make no sense become U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    encoding = known(header_charset) or declared(data) or _detected(data)
    return data.decode(encoding, "replace")


def known(label: str | None) -> str | None:
    """Return Python's name of an encoding as browsers understand its label, or ``None``."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if name in _WEB else None


def declared(data: bytes) -> str | None:
    """Return the encoding that the page itself declares."""
    start = data[:_PRESCAN]
    xml = _XML.match(start)
    meta = _META.search(_COMMENT.sub(b"", start))
    for match in (meta, xml):
        name = known(match[1].decode("ascii", "replace")) if match else None
        if name is not None:
            # The declaration could be read byte by byte, so it is not UTF-16.
            return "utf-8" if name.startswith("utf-16") else name
    return None


def _detected(data: bytes) -> str:
    try:
        # final=False: the end may be cut in the middle of a character
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load and seldom needed

    best = from_bytes(data[:_SAMPLE]).best()
    return known(best.encoding if best else None) or "cp1252"
