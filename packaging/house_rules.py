"""House rules that no linter knows: file length, rich text, translatable strings, signals, machine paths."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300

FORBIDDEN = (
    (re.compile(r"\btr\(\s*f[\"']"), "an f-string in tr() can never be translated"),
    (re.compile(r"Signal\((int|dict|list)\b"), "Signal(int|dict|list) cuts or copies values: use Signal(object)"),
    (re.compile(r"\.setHtml\("), "strangers' text must never be rich text: no setHtml"),
    (re.compile(r"pytest\.(mark\.)?skip|mark\.xfail"), "nothing is skipped silently"),
)
ONLY_IN_TEXT = (
    (re.compile(r"\bQLabel\("), "use text.plain_label: a bare QLabel guesses at rich text"),
    (re.compile(r"\.setToolTip\("), "use text.set_tool_tip: a bare tool tip guesses at rich text"),
)


def main() -> int:
    """Print every breach; return 1 if there was one."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],  # noqa: S607 - git is git
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    breaches = [breach for name in listed.stdout.split() for breach in _breaches(ROOT / name)]
    breaches += _machine_paths()
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _breaches(path: Path) -> list[str]:
    if path == Path(__file__) or not path.exists():
        return []
    name = path.relative_to(ROOT)
    lines = path.read_text(encoding="utf-8").splitlines()
    rules = list(FORBIDDEN)
    if name.parts[:2] == ("desktop_app", "ui") and name.name != "text.py":
        rules += ONLY_IN_TEXT
    found = [
        f"{name}:{number}: {why}"
        for number, line in enumerate(lines, start=1)
        for pattern, why in rules
        if pattern.search(line)
    ]
    if len(lines) > LONGEST_FILE:
        found.append(f"{name}: {len(lines)} lines; more than {LONGEST_FILE} mean more than one reason to exist")
    return found


def _machine_paths() -> list[str]:
    done = subprocess.run(
        ["git", "grep", "-nIE", f"{ROOT}|{Path.home()}/"],  # noqa: S607 - git is git
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return [f"{line}: a path of this machine" for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
