"""Runs on the arm64 Python: imports handlers and builds what they work with, as an execution environment would.

Gets a JSON file: groups of functions with one set of layers each. ``path`` is what Python finds modules in, ``own``
where the modules of the layers beside the base lie, ``answer`` the file that says what went wrong; ``functions`` by
name: their handler, environment, what lambdas/wiring.py builds for them (``parts``) and modules imported with a
request (``first``). The first group has the base layer alone: the others begin as copies of its process, since
imports take long here, without what their own layers replace.
"""

import json
import os
import platform
import sys
import traceback
from importlib import import_module, invalidate_caches


def begin(handler: str, environment: "dict[str, str]", parts: "list[str]", first: "list[str]") -> None:
    """One execution environment: nothing that another function's environment has made is left, but AWS clients."""
    os.environ.clear()
    os.environ.update(environment)
    module, entry = handler.rsplit(".", 1)
    function = getattr(import_module(module), entry)
    inside = [name for name in function.__code__.co_names if name.startswith("lambdas.")]
    for name in [*inside, *first]:
        import_module(name)
    wiring = import_module("lambdas.wiring")
    for name, made in vars(wiring).items():
        if name not in ("client", "_session") and hasattr(made, "cache_clear"):
            made.cache_clear()
    for part in parts:
        name, _, argument = part.partition(":")
        getattr(wiring, name)(*([argument] if argument else []))


def problem(handler: str, **needs: object) -> "str | None":
    try:
        begin(handler, **needs)  # type: ignore[arg-type]  # as they come out of the file
    except Exception:
        return traceback.format_exc(limit=-3)
    return None


def answer(group: "dict[str, object]") -> None:
    problems = {name: problem(**needs) for name, needs in group["functions"].items()}  # type: ignore[attr-defined]
    found = {name: module.__file__ for name, module in list(sys.modules.items()) if getattr(module, "__file__", None)}
    with open(str(group["answer"]), "w") as file:
        json.dump({"problems": problems, "machine": platform.machine(), "python": sys.version, "found": found}, file)


def begin_again(path: "list[str]", own: "list[str]", before: "list[str]") -> None:
    """Lays the group's layers under a copied process: what they bring themselves is imported anew, with us."""
    sys.path[:] = [*path, *(entry for entry in sys.path if entry not in before)]
    anew = {"lambdas", *own}
    for name in [name for name in sys.modules if name.partition(".")[0] in anew]:
        del sys.modules[name]
    invalidate_caches()


def main() -> None:
    with open(sys.argv[1]) as file:
        base, *others = json.load(file)
    sys.path[:0] = base["path"]
    answer(base)
    copies = []
    for group in others:
        copy = os.fork()
        if copy == 0:
            begin_again(group["path"], group["own"], base["path"])
            answer(group)
            os._exit(0)
        copies.append(copy)
    for copy in copies:
        os.waitpid(copy, 0)


if __name__ == "__main__":
    main()
