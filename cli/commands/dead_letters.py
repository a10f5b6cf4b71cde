"""``./amo dead-letters [list|show QUEUE|redrive QUEUE]``: what was given up on, and sending it again."""

import argparse
import sys
from datetime import UTC, datetime

from cli.dead_letters.letter import shown
from cli.dead_letters.queues import DeadLetterQueues, age
from cli.session import account_and_prefix
from cli.terminal import json_result, progress, result, table
from lambdas.errors import Refused

READ_ATTEMPTS = 4


def run(options: argparse.Namespace) -> int:
    if options.verb == "list" and options.queue:
        raise Refused(f"list takes no queue; ./amo dead-letters show {options.queue} shows one")
    if options.verb != "list" and not options.queue:
        raise Refused(f"say which: ./amo dead-letters {options.verb} QUEUE; ./amo dead-letters lists them")
    account, prefix = account_and_prefix(options)
    queues = DeadLetterQueues(account.client("sqs", attempts=READ_ATTEMPTS), account.client("lambda"), prefix)
    return {"list": _list, "show": _show, "redrive": _redrive}[options.verb](queues, options)


def _list(queues: DeadLetterQueues, options: argparse.Namespace) -> int:
    now, held = datetime.now(UTC), queues.list_all()
    if options.json:
        seconds = {one.name: int((now - one.oldest).total_seconds()) if one.oldest else None for one in held}
        json_result(
            [
                {"queue": one.name, "holds": one.holds, "oldest_seconds": seconds[one.name], "what": one.what}
                for one in held
            ]
        )
        return 0
    rows = [[one.name, str(one.holds), age(one.oldest, now) if one.oldest else "-", one.what] for one in held]
    table(["QUEUE", "HOLDS", "OLDEST", "WHAT"], rows)
    if any(one.holds for one in held):
        progress("./amo dead-letters show QUEUE says why; once the cause is mended: ./amo dead-letters redrive QUEUE")
    return 0


def _show(queues: DeadLetterQueues, options: argparse.Namespace) -> int:
    name = queues.name_of(options.queue)
    letters = [shown(letter) for letter in queues.look_at(name)]
    if options.json:
        json_result(letters)
        return 0
    if not letters:
        result(f"{name} holds nothing.")
    for letter in letters:
        why = f", {letter['reason']}" if letter["reason"] else ""
        result(f"{letter['message_id']}  sent {letter['sent_at']}{why}")
        for path, value in letter["ids"].items():
            result(f"  {path}: {value}")
        if letter["hidden"]:
            result(f"  and {letter['hidden']} fields that are no ids")
    return 0


def _redrive(queues: DeadLetterQueues, options: argparse.Namespace) -> int:
    """Exit 1 when something could not be sent again."""
    name = queues.name_of(options.queue)
    if not _is_wanted(name, options):
        progress("Nothing was sent.")
        return 1
    done = queues.redrive(name)
    if options.json:
        json_result({"queue": name, "sent": done.sent, "stuck": done.stuck, "has_more": done.has_more})
    else:
        result(f"{done.sent} sent again, {len(done.stuck)} still there.")
    for line in done.stuck:
        progress(f"  {line}")
    if done.has_more:
        progress(f"There may be more: ./amo dead-letters redrive {name} goes on.")
    return 1 if done.stuck else 0


def _is_wanted(name: str, options: argparse.Namespace) -> bool:
    """Raises Refused where nobody can be asked."""
    if options.yes:
        return True
    if not sys.stdin.isatty():
        raise Refused("redrive sends messages again: say --yes when nobody is there to be asked")
    try:
        return input(f"Send all that {name} holds again? Type yes: ").strip().casefold() == "yes"
    except EOFError:
        return False
