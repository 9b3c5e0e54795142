"""``pingdesk check``: does a page link to a post? Needs no profile and opens no store."""

import argparse
import io
import json
import sys

from desktop_app.cli.commands import Commands
from desktop_app.cli.output import printable
from desktop_app.core.errors import WrongInput

_DESCRIPTION = """\
Fetch SOURCE as a reader's browser would and say whether it links to TARGET, with the proof, as a JSON object.
With --batch, read one JSON object per line from standard input
({"id": any, "source": "...", "target": "...", "homes": [...], "aliases": [...]}, optionally "target_text")
and write one object per line, as each is finished."""


def register(
    subparsers: Commands,
) -> None:
    """Add the command ``check`` to the command line; its ``run`` is ``run_check``."""
    from desktop_app.verifier.options import add_policy_options  # noqa: PLC0415 - start-up time

    parser = subparsers.add_parser(
        "check",
        help="say whether a page links to a post",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="?", metavar="SOURCE", help="address of the page that claims to link")
    parser.add_argument("target", nargs="?", metavar="TARGET", help="address of your post")
    parser.add_argument(
        "--home",
        action="append",
        default=[],
        metavar="URL",
        help="address of a site of yours (may be given several times)",
    )
    parser.add_argument(
        "--alias",
        action="append",
        default=[],
        metavar="URL",
        help="another address of the post (may be given several times)",
    )
    parser.add_argument("--batch", action="store_true", help="read requests from standard input, one per line")
    add_policy_options(parser)
    parser.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Run the command; return the exit status: 0 whatever the verdict, 2 for arguments that cannot be used."""
    try:
        return _batch(args) if args.batch else _single(args)
    except WrongInput as error:
        text = str(error)
        print(f"pingdesk check: {text[:1].upper()}{text[1:].rstrip('.')}.", file=sys.stderr)
        return 2


def _batch(args: argparse.Namespace) -> int:
    from desktop_app.verifier.batch import run_batch  # noqa: PLC0415 - start-up time
    from desktop_app.verifier.options import policy_from  # noqa: PLC0415

    if args.source is not None or args.home or args.alias:
        message = "with --batch, addresses come from standard input, not from the command line"
        raise WrongInput(message)
    try:
        return run_batch(policy_from(args))
    except KeyboardInterrupt:
        return 130


def _single(args: argparse.Namespace) -> int:
    from desktop_app.verifier.batch import run_batch  # noqa: PLC0415 - start-up time
    from desktop_app.verifier.options import policy_from  # noqa: PLC0415
    from desktop_app.verifier.protocol import CheckRequest, ensure_usable, to_line  # noqa: PLC0415

    if args.source is None or args.target is None:
        message = "SOURCE and TARGET are needed, or --batch"
        raise WrongInput(message)
    request = ensure_usable(CheckRequest(None, args.source, args.target, tuple(args.home), tuple(args.alias)))
    answer = io.BytesIO()
    try:
        run_batch(policy_from(args), stdin=io.BytesIO(to_line(request).encode()), stdout=answer)
    except KeyboardInterrupt:
        return 130
    fields: dict[str, object] = json.loads(answer.getvalue())
    del fields["id"]
    print(json.dumps(fields) if args.json else printable(json.dumps(fields, ensure_ascii=False, indent=2)))
    return 0
