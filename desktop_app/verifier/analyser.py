"""The analyser process: reads pages on its standard input, answers evidence, and may be killed at any time."""

import gc
import os
import signal
import sys
from typing import Any, BinaryIO, Final

from desktop_app.core.evidence_json import to_object
from desktop_app.verifier.backlink import Page, Question, analyse
from desktop_app.verifier.confine import confine
from desktop_app.verifier.frames import read_frame, write_frame

_SAMPLE: Final = b"<!doctype html><title>x</title><style>p{color:red}</style><p class=x>A <a href=/b>link</a>.</p>"


def main() -> None:
    """Answer one page after the other until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the verifier, which then ends us
    _warm_up()
    in_force = confine()
    # The collector would walk a page's tree over and over while it grows; it runs between pages instead, over what
    # the last page left. What is loaded now stays, and need never be walked.
    gc.disable()
    gc.collect()
    gc.freeze()
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    try:
        write_frame(stdout, {"ready": True, "confinement": in_force})
        serve(stdin, stdout)
    except BrokenPipeError:
        os._exit(0)  # nobody waits for the answer any more; leaving tidily would try to write it once more


def serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answer each message of ``stdin`` on ``stdout``."""
    while True:
        message = read_frame(stdin)
        if message is None:
            return
        fields, body = message
        _cap_cpu(fields["seconds"])
        write_frame(stdout, answer(fields, body))
        gc.collect(0)


def answer(fields: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Return the answer to one message: the evidence as an object, and the shortened links left to resolve."""
    page = Page(
        data=body,
        redirects=tuple(fields["redirects"]),
        headers=tuple((name, value) for name, value in fields["headers"]),
        **{name: fields[name] for name in ("url", "status", "is_cut", "is_broken", "undecodable")},
    )
    question = Question(
        homes=tuple(fields["homes"]),
        aliases=tuple(fields["aliases"]),
        **{name: fields[name] for name in ("source", "target", "target_text", "resolved")},
    )
    analysis = analyse(page, question)
    return {"evidence": to_object(analysis.evidence), "shortened": analysis.shortened}


def _warm_up() -> None:
    """Load all that is loaded at first use: lists, public suffixes, parsers."""
    page = Page("https://a.example/", 200, (("content-type", "text/html"),), _SAMPLE)
    analyse(page, Question("https://a.example/", "https://b.example/"))


def _cap_cpu(seconds: float) -> None:
    """Let the system end this process when the next page has used that much processor time."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        usage = resource.getrusage(resource.RUSAGE_SELF)
        # whole seconds only; the used part of the current one is rounded up
        limit = int(usage.ru_utime + usage.ru_stime + seconds) + 1
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main()
