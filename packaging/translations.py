"""Brings resources/translations up to date with the source: `python packaging/translations.py`.

Qt's lupdate reads Python, but (6.11) takes ``translate(context, text, None, n)`` for a message without plural and
loses it altogether where ``n`` is a call. Hence this reads the syntax tree; Qt's lrelease still compiles.
English holds the messages with plurals only; other languages hold all.
"""

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"
_CALLS = {"translate", "marked"}

Message = tuple[str, str]
"""Context and English text."""


def messages() -> set[Message]:
    """Return every text that the window's source has translated."""
    found: set[Message] = set()
    for path in sorted((ROOT / "desktop_app" / "ui").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                texts = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
                if len(texts) == len(_CALLS):
                    found.add((str(texts[0]), str(texts[1])))
    return found


def has_plural(message: Message) -> bool:
    """Whether a message is chosen by a number."""
    return "%Ln" in message[1] or "%n" in message[1]


def known_translations(path: Path) -> dict[Message, list[str]]:
    """Return what a translation file holds already: one text, or one for each plural form."""
    if not path.exists():
        return {}
    known: dict[Message, list[str]] = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in message.iter("numerusform")]
            text = (translation.text or "") if translation is not None else ""
            known[context.findtext("name", ""), message.findtext("source", "")] = forms or [text]
    return known


def write(language: str, wanted: set[Message]) -> list[Message]:
    """Write a language's file anew, keeping its translations; return what is still untranslated."""
    path = TRANSLATIONS / f"pingdesk_{language}.ts"
    known = known_translations(path)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    missing: list[Message] = []
    for name in sorted({context for context, _ in wanted}):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for message in sorted(message for message in wanted if message[0] == name):
            forms = known.get(message) or _english_forms(message, language)
            if not all(forms):
                missing.append(message)
            _add(context, message, forms)
    ET.indent(root, " " * 4)
    text = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")
    return missing


def _english_forms(message: Message, language: str) -> list[str]:
    if language != "en":
        return ["", ""] if has_plural(message) else [""]
    return [message[1].replace("(s)", ""), message[1].replace("(s)", "s")]


def _add(context: ET.Element, message: Message, forms: list[str]) -> None:
    element = ET.SubElement(context, "message", {"numerus": "yes"} if has_plural(message) else {})
    ET.SubElement(element, "source").text = message[1]
    translation = ET.SubElement(element, "translation", {} if all(forms) else {"type": "unfinished"})
    if has_plural(message):
        for form in forms:
            ET.SubElement(translation, "numerusform").text = form
    else:
        translation.text = forms[0]


def main() -> int:
    """Update and compile every language; tell what is not translated."""
    found = messages()
    status = 0
    for path in sorted(TRANSLATIONS.glob("pingdesk_*.ts")) or [TRANSLATIONS / "pingdesk_en.ts"]:
        language = path.stem.removeprefix("pingdesk_")
        wanted = {message for message in found if has_plural(message)} if language == "en" else found
        for context, text in write(language, wanted):
            sys.stderr.write(f"{language}: not translated: {context}: {text}\n")
            status = 1
        lrelease = Path(sys.executable).parent / "pyside6-lrelease"
        subprocess.run([str(lrelease), "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
