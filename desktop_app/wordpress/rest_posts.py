"""Reading posts over REST: each type of post is a route of its own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import cast

from desktop_app.core.errors import NotAllowed, Unsupported
from desktop_app.core.linkback import Post, PostId
from desktop_app.wordpress.decode import post_of
from desktop_app.wordpress.paging import PAGE_ROWS
from desktop_app.wordpress.payload import JsonObject
from desktop_app.wordpress.rest_calls import RestCalls
from desktop_app.wordpress.rest_rows import form

_WITHOUT_LINKBACKS = frozenset({"post", "page", "nav_menu_item"})


class RestPosts:
    """The posts of one site."""

    def __init__(self, calls: RestCalls) -> None:
        """Take the site's calls."""
        self._calls = calls
        self._custom_routes: Sequence[str] | None = None

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts, asking type after type until all are found."""
        missing, found = set(ids), list[Post]()
        for route in self._routes():
            if not missing:
                break
            for post in self._posts_of(route, sorted(missing)):
                if post.post_id in missing:
                    missing.remove(post.post_id)
                    found.append(post)
        return found

    def _routes(self) -> Iterator[str]:
        yield from ("posts", "pages")
        if self._custom_routes is None:
            self._custom_routes = self._ask_custom_routes()
        yield from self._custom_routes

    def _ask_custom_routes(self) -> Sequence[str]:
        # The answer is an object by type name: `_fields` would empty it.
        types = self._calls.object("types", {"context": "edit"})
        routes: list[str] = []
        for name, about in types.items():
            if name in _WITHOUT_LINKBACKS or name.startswith("wp_") or not isinstance(about, dict):
                continue
            base = cast("JsonObject", about).get("rest_base")
            if isinstance(base, str) and base.replace("-", "").replace("_", "").isalnum():
                routes.append(base)
        return routes

    def _posts_of(self, route: str, ids: Sequence[PostId]) -> Iterable[Post]:
        # Attachments know no status "any" (class-wp-rest-attachments-controller.php).
        status = {} if route == "media" else {"status": "any"}
        for start in range(0, len(ids), PAGE_ROWS):
            params = status | {
                "context": "edit",
                "include": ",".join(map(str, ids[start : start + PAGE_ROWS])),
                "per_page": str(PAGE_ROWS),
                "_fields": "id,title,link,content",
            }
            with suppress(NotAllowed, Unsupported):  # a type that the user may not edit stays unknown
                for row in self._calls.rows(self._calls.get(route, params)):
                    post = post_of(
                        row.get("id"), form(row, "title", "raw"), row.get("link"), form(row, "content", "rendered")
                    )
                    if post is not None:
                        yield post
