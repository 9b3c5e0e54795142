"""Made-up linkbacks in any number, for volume tests; the same number always gives the same rows."""

import html
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.bench.values import RAW_STATUS, Kind, Post, Status

Row = list[str | int]

_NEWEST = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
_WORDS = (
    "bread", "winter", "harbour", "lemon", "garden", "slow", "kitchen", "market", "olive", "morning", "letter",
    "notes", "walking", "salt", "flour", "stove", "weekend", "reading", "journal", "almond", "soup", "recipe",
    "island", "window", "silver", "yeast", "orchard", "basket",
)  # fmt: skip


def linkback_rows(
    number: int,
    *,
    posts: Sequence[Post],
    kinds: Sequence[Kind],
    statuses: Sequence[Status],
    source_urls: Sequence[str],
) -> list[Row]:
    """Return rows in the column order of ``bench_do_insert_comments`` (php/backdoor.php)."""
    chance = random.Random(number)
    return [
        _row(
            index,
            chance,
            post=chance.choice(posts),
            kind=kinds[index % len(kinds)],
            status=statuses[index % len(statuses)],
            url=source_urls[index % len(source_urls)] if source_urls else None,
        )
        for index in range(number)
    ]


def _row(index: int, chance: random.Random, *, post: Post, kind: Kind, status: Status, url: str | None) -> Row:
    sender = int(chance.paretovariate(0.6)) % 5000  # few senders send much, many send little
    address = f"127.{2 + sender // 250}.{sender % 250}.1"
    words = [chance.choice(_WORDS) for _ in range(24)]
    url = url or f"http://{address}/{words[0]}-{words[1]}-{index}/"
    name = f"{words[2].title()} {words[3].title()} & {words[4].title()}"
    text = " ".join(words[5:])
    pingback = kind == "pingback"
    content = f"[&#8230;] {text} [&#8230;]" if pingback else f"<strong>{words[5].title()}</strong>\n\n{text}"
    agent = "The Incutio XML-RPC PHP Library -- WordPress/6.7" if pingback else f"WordPress/6.7; http://{address}/"
    date = _NEWEST - timedelta(minutes=index)
    return [
        post.id,
        kind,
        RAW_STATUS[status],
        html.escape(name),
        html.escape(url),
        address,
        agent,
        content,
        date.strftime("%Y-%m-%d %H:%M:%S"),
    ]
