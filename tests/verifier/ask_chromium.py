"""Ask Chromium which links it renders on awkward pages, and keep its answers.

Run as ``python -m tests.verifier.ask_chromium``; needs Debian's package ``chromium``, and is for development only.
Writes ``awkward_pages.json``, which the tests read.
"""

import json
import random
import re
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

KEPT: Final = Path(__file__).with_name("awkward_pages.json")
ORIGIN: Final = "http://page.example"
SNIPPETS: Final = (
    "<p><a href=1>x<p><a href=2>y</a>z</a>",
    "<a href=1>x<a href=2>y<a href=3>z",
    "<table><a href=1>x</a><tr><td><a href=2>y</a></table><a href=3>z</a>",
    "<table><tr><a href=1>x<td>y</a></table>",
    "<table><td><a href=1>x<table><a href=2>y</table>z",
    "<b><a href=1>x</b>y</a>z",
    "<a href=1><div>x</a>y</div>",
    "<a href=1><b><p>x</a>y</b>",
    "<!-- <a href=1>x</a> --!><a href=2>y</a>",
    "<!--><a href=1>x</a>-->",
    "<!---><a href=1>x</a>-->",
    "<!-- -- ><a href=1>x</a>",
    "<!-- unclosed <a href=1>x</a>",
    "<!doctype x [<a href=1>x</a>]><a href=2>y</a>",
    "<?php echo '<a href=1>x</a>'; ?><a href=2>y</a>",
    "</ <a href=1>x</a>><a href=2>y</a>",
    "<![CDATA[<a href=1>x</a>]]><a href=2>y</a>",
    "<svg><![CDATA[<a href=1>x</a>]]></svg><a href=2>y</a>",
    "<noscript><a href=1>x</a></noscript><a href=2>y</a>",
    "<noscript><!-- </noscript><a href=1>x</a> -->",
    "<noscript><p title='</noscript><a href=1>x</a>'></noscript>",
    "<head><noscript><style></noscript><a href=1>x</a></style></noscript>",
    "<template><a href=1>x</a></template><a href=2>y</a>",
    "<table><template><tr><td><a href=1>x</a></template><tr><td><a href=2>y</a></table>",
    "<template><template></template><a href=1>x</a></template><a href=2>y</a>",
    "<svg><a href=1><text>x</text></a></svg>",
    "<svg><a xlink:href=1><text>x</text></a><a href=2 xlink:href=3><text>y</text></a></svg>",
    "<svg><p><a href=1>x</a></svg>",
    "<svg><foreignObject><a href=1>x</a><p>y</foreignObject><a href=2><text>z</text></a></svg>",
    "<svg><title><a href=1>x</a></title></svg><a href=2>y</a>",
    "<svg><style><a href=1>x</a></style></svg>",
    "<svg><script><a href=1>x</a></script></svg><a href=2>y</a>",
    "<svg></p><a href=1>x</a></svg>",
    "<math><mi><a href=1>x</a></mi></math><math><a href=2>y</a></math>",
    "<math><annotation-xml encoding=text/html><a href=1>x</a></annotation-xml></math><a href=2>y</a>",
    "<base href=/a/><base href=/b/><a href=1>x</a>",
    "<base target=x><base href=/b/><a href=1>x</a>",
    "<body><base href=http://other.example/q/><a href=1>x</a>",
    "<base href='javascript:1'><a href=1>x</a>",
    "<base href='data:text/html,x'><a href=1>x</a>",
    "<a href=1 href=2>x</a>",
    "<a HREF=1>x</a><A hReF='2'>y</A>",
    "<a href='1' title='>'>x</a>",
    '<a title="</a><a href=9>" href=1>x</a>',
    '<a href="1>x</a>',
    '<a href="1>x</a> y <a href="2">z</a>',
    "<a href=1/>x</a>",
    "<a href='1'title='2'>x</a>",
    "<a/href=1/>x</a>",
    "<a\thref\n=\r\n1>x</a>",
    "<a href>x</a>",
    "<a href=''>x</a>",
    "<a href='?q'>x</a><a href='#f'>y</a>",
    "<a href='&#49;'>x</a><a href='?a&amp;b&ampc&lt=1&ltd'>y</a>",
    "<a href='?a&copy=1&copy;2&notit;3'>x</a>",
    "<a href='&#x68;ttp:&#47;/e.example/'>x</a>",
    "<a href='ht\ntp://e.exam\tple/a\rb'>x</a>",
    "<a href='  http://e.example/  '>x</a>",
    "<a href='\u00a0http://e.example/'>x</a>",
    "<a href='\x01http://e.example/'>x</a>",
    "<a href='http:e.example'>x</a><a href='http:/e.example'>y</a><a href='http:///e.example'>z</a>",
    "<a href='\\\\e.example\\a'>x</a><a href='//e.example/b'>y</a>",
    "<a href='http://e.example:80/a/../b/./c'>x</a>",
    "<a href='http://E.Example/%7ea?\u00e4#\u00e4'>x</a>",
    "<a href='http://\u00e4.example/\u00e4'>x</a>",
    "<a href='http://e.example/a b\"c'>x</a>",
    "<a href='http://[::1'>x</a><a href='http://e%41.example/'>y</a>",
    "<a href='http://0x7f.1/'>x</a><a href='http://1.2.3/'>y</a>",
    "<a href=1\x00>x</a><a\x00href=2>y</a>",
    "<a href='1\x002'>x\x00y</a>",
    "<script>'<a href=1>x</a>'</script><a href=2>y</a>",
    "<script><!-- <script></script> <a href=1>x</a> --></script><a href=2>y</a>",
    "<script><!--</script><a href=1>x</a>",
    "<script><!--<script></script><a href=1>x</a></script><a href=2>y</a>",
    "<style><!-- </style><a href=1>x</a> --></style>",
    "<textarea><a href=1>x</a></textarea><a href=2>y</a>",
    "<title><a href=1>x</a></title><a href=2>y</a>",
    "<body><title><a href=1>x</a></title><a href=2>y</a>",
    "<textarea><a href=1>x</a>",
    "<xmp><a href=1>x</a></xmp><a href=2>y</a>",
    "<plaintext><a href=1>x</a>",
    "<listing><a href=1>x</a></listing>",
    "<iframe><a href=1>x</a></iframe><a href=2>y</a>",
    "<noembed><a href=1>x</a></noembed><a href=2>y</a>",
    "<noframes><a href=1>x</a></noframes><a href=2>y</a>",
    "<select><a href=1>x</a><option>y</select><a href=2>z</a>",
    "<select><option><a href=1>x</a></select>",
    "<select><table><a href=1>x</a></table></select>",
    "<button><a href=1>x</a><button>y</button></button>",
    "<form><a href=1>x<form></form>y</a></form>",
    "<frameset><frame></frameset><a href=1>x</a>",
    "x<frameset><frame></frameset><a href=1>x</a>",
    "<html><head></head><a href=1>x</a></html><a href=2>y</a>",
    "<body></body></html><a href=1>x</a><!-- --><p>",
    "</p><a href=1>x</a></br>",
    "<a href=1>x</a",
    "<a href=1>x<",
    "<a href=1>x</a><a href=2",
    "<a href=1>x</a><a href=2>",
    "<ul><li><a href=1>x<li><a href=2>y</ul>z",
    "<dl><dt><a href=1>x<dd><a href=2>y</dl>",
    "<h1><a href=1>x<h2><a href=2>y</h1>",
    "<p><table><a href=1>x</table></p>",
    "<nobr><a href=1>x<nobr>y</a></nobr>",
    "<ruby><a href=1>x<rt>y</a></ruby>",
    "<image><a href=1>x</image>y</a>",
    "<isindex><a href=1>x</a>",
    "<center><a href=1>x</center>y</a>",
    "<font><a href=1><p></font>x</a>",
    "<div><a href=1><div><div>x</a></div>y</div>",
    "<applet><a href=1>x</applet>y</a>",
    "<marquee><a href=1>x</marquee>y</a>",
    "<caption><a href=1>x</caption><col><a href=2>y</a>",
    "<table><caption><a href=1>x</table><a href=2>y</a>",
    "<table><colgroup><a href=1>x</a></colgroup></table>",
    "<table><tbody><a href=1><tr></a><td>x</table>",
    "<table><form><a href=1>x</form><tr><td>y</table>",
    "<table><input type=hidden><a href=1>x</a></table>",
    "<table><style><a href=1>x</a></style><a href=2>y</a></table>",
    "<keygen><a href=1>x</a>",
    "<details open><summary><a href=1>x</a></summary><a href=2>y</a></details>",
    "<a href=1><table><tr><td><a href=2>x</a></table>y</a>",
    "<a href=1><svg><a href=2><text>x</text></a></svg>y</a>",
    "<a href=1><button>x<a href=2>y</button>z",
    "<a name=x>y<a href=1>z</a></a>",
    "\ufeff<a href=1>x</a>",
    "<a href=mailto:x@y>x</a><a href=javascript:1>y</a><a href=ftp://e.example/>z</a><a href=1>u</a>",
    "<menuitem><a href=1>x</menuitem>y</a>",
    "<search><a href=1>x</search>y</a>",
    "<dialog open><a href=1>x</dialog>y</a>",
)
_TOKENS: Final = (
    "<a href={}>", "</a>", "<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<div>",
    "</div>", "<svg>", "</svg>", "<math>", "<mi>", "<ul>", "<li>", "</ul>", "<template>", "</template>", "<!-- ",
    " -->", "<button>", "</button>", "<i>", "</i>", "<form>", "</form>", "<h1>", "</h2>", "<nobr>", "<noscript>",
    "</noscript>", "<select>", "</select>", "<title>", "</title>", "<foreignObject>", "<text>", "<caption>", "<br>",
)  # fmt: skip
_DRIVER: Final = """<!doctype html><iframe width=1200 height=800></iframe><script>
const frame = document.querySelector("iframe"), found = [];
const load = url => new Promise(done => { frame.onload = done; frame.src = url; });
(async () => {
  for (let number = 0; number < COUNT; number++) {
    await load(`/at${number}/page`);
    const links = [];
    for (const a of frame.contentDocument.querySelectorAll("a")) {
      const svg = a.namespaceURI.endsWith("svg"), html = a.namespaceURI.endsWith("xhtml");
      const given = svg ? a.href.baseVal : a.href;
      if (!(svg || html) || !(a.hasAttribute("href") || svg && a.hasAttributeNS("http://www.w3.org/1999/xlink", "href"))
          || !a.checkVisibility()) continue;
      let url; try { url = new URL(given, a.baseURI); } catch { continue; }
      if (!["http:", "https:"].includes(url.protocol)) continue;
      const texts = document.createTreeWalker(a, NodeFilter.SHOW_TEXT); let text = "";
      while (texts.nextNode()) {
        const above = texts.currentNode.parentElement;
        if (above.closest("a") === a && above.checkVisibility()) text += texts.currentNode.data;
      }
      links.push([url.href, text.replace(/\\s+/g, " ").trim()]);
    }
    found.push(links);
  }
  await fetch("/done", {method: "POST", body: JSON.stringify(found)});
})();
</script>"""


def pages() -> list[str]:
    """Return the pages: the ones written by hand, and nonsense put together by chance."""
    chance = random.Random(11)
    nonsense = [
        "".join(
            part.format(at) if part != "x" else f"x{at} "
            for at, part in enumerate(chance.choice((*_TOKENS, "x", "x", _TOKENS[0])) for _ in range(14))
        )
        for _ in range(150)
    ]
    return [*SNIPPETS, *nonsense]


def main() -> None:
    """Serve the pages to Chromium, wait for its findings and write them down."""
    given, answers, done = pages(), [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = re.fullmatch(r"/at(\d+)/page", self.path)
            text = given[int(at[1])] if at else _DRIVER.replace("COUNT", str(len(given)))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self) -> None:
            answers.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            done.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        browser = subprocess.Popen(
            ["chromium", *options, "--remote-debugging-port=0", f"{origin}/"], stderr=subprocess.DEVNULL
        )
        assert done.wait(300), "Chromium did not finish"
        browser.terminate()
        browser.wait()
    server.shutdown()
    kept = [
        {
            "html": html,
            "links": [
                [url.replace(f"{origin}/at{at}/", f"{ORIGIN}/at/").replace(origin, ORIGIN), text] for url, text in links
            ],
        }
        for at, (html, links) in enumerate(zip(given, answers, strict=True))
    ]
    KEPT.write_text(json.dumps(kept, ensure_ascii=True, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
