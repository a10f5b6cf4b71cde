"""One cold start of one side: prints the processor seconds from the first import to the last client.

Processor time, because nothing is waited for here and other work on the machine would count in any other.

    amo HANDLER WIRING[,WIRING...] [MODULE]   imports the handler's module, and the one that answers first, and builds
                                              what the function works with
    boto3 SERVICE[,SERVICE...] ""             imports boto3 and builds the same clients

Imports nothing of ours before the clock runs, and nothing but the standard library's smallest.
"""

import os
import sys
from time import process_time


class Named(dict[str, str]):
    """A function's environment with a name for everything; nothing is called, so nothing has to exist."""

    def __missing__(self, _name: str) -> str:
        return "amo"


def amo(handler: str, parts: list[str], first: str) -> None:
    from importlib import import_module

    module, entry = handler.rsplit(".", 1)
    function = getattr(import_module(module), entry)
    for name in [*_imported_inside(function), *([first] if first else [])]:
        import_module(name)
    wiring = import_module("lambdas.wiring")
    named = import_module("lambdas.settings").Settings(Named(AMO_TABLES=os.environ["AMO_TABLES"]))
    setattr(wiring, "settings", lambda: named)  # noqa: B010 - a module has no attribute a type checker could know
    for part in parts:
        name, _, argument = part.partition(":")
        getattr(wiring, name)(*([argument] if argument else []))


def boto3(services: list[str]) -> None:
    import boto3

    for service in services:
        boto3.client(service)  # type: ignore[call-overload]  # its types want the name spelt out


def _imported_inside(function: object) -> list[str]:
    """Modules a handler imports when called: its first answer waits for them as well."""
    code = function.__code__  # type: ignore[attr-defined]
    return [name for name in code.co_names if name.startswith("lambdas.")]


def main() -> None:
    side, what, parts, first = sys.argv[1:]
    wanted = parts.split(",") if parts else []
    began = process_time()
    if side == "amo":
        amo(what, wanted, first)
    else:
        boto3(wanted)
    sys.stdout.write(f"{process_time() - began}\n")


if __name__ == "__main__":
    main()
