"""``./amo data export|import|forget PERSON``: all that AMO holds of one person, for the operator."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from cli.personal_data import TAKEN, cut, joined, not_taken, read_document
from cli.stage import DeployedStage, find_stage
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused

ASKED = "Delete everything AMO holds of {}, for good? Type yes: "
COUNTED = ("taken", "there", "left")


def run(options: argparse.Namespace) -> int:
    stage = find_stage(options.state.resolve(), options.stage, options.user or options.person)
    verbs = {"export": _export, "import": _import, "forget": _forget}
    return verbs[options.verb](stage, options)


def _export(stage: DeployedStage, options: argparse.Namespace) -> int:
    answers = [stage.invoke("export_person", {"person": options.person})]
    while answers[-1]["after"]:
        progress(f"{_rows(answers)} rows, {sum(len(answer['documents']) for answer in answers)} documents ...")
        answers.append(stage.invoke("export_person", {"person": options.person, "after": answers[-1]["after"]}))
    document = joined(answers, stage.name).model_dump(mode="json")
    if options.json and not options.file:
        json_result(document)
        return 0
    path = options.file or Path(f"amo-data-{_as_name(document['user_id'])}.json")
    _write(path, document)
    said = {"file": str(path), "rows": _rows(answers), "documents": len(document["documents"])}
    if options.json:
        json_result(said)
    else:
        result(f"{path}: {said['rows']} rows and {said['documents']} documents of {document['user_id']}.")
    return 0


def _import(stage: DeployedStage, options: argparse.Namespace) -> int:
    if not options.file:
        raise Refused(f"say which file: ./amo data import {options.person} FILE")
    try:
        document = read_document(options.file.read_bytes())
    except OSError as error:
        raise Refused(f"{options.file} cannot be read: {error.strerror}") from None
    counts = {name: dict.fromkeys(COUNTED, 0) for name in TAKEN}
    for name in TAKEN:
        for rows in cut(document.sections.get(name, [])):
            request = {"person": options.person, "was": document.user_id, "section": name, "rows": rows}
            answer = stage.invoke("import_person", request)
            for counted in COUNTED:
                counts[name][counted] += answer[counted]
    left = not_taken(document)
    if options.json:
        json_result({"sections": counts, "not_taken": left})
        return 0
    for name, said in counts.items():
        if any(said.values()):
            result(f"{name}: {said['taken']} taken in, {said['there']} were here, {said['left']} left out")
    for line in left:
        result(f"Left out of {line}")
    return 0


def _forget(stage: DeployedStage, options: argparse.Namespace) -> int:
    """The receipt is written to a file even when it is printed as well: AMO keeps none."""
    if options.file and options.file.exists():
        raise Refused(f"{options.file} is there already: name another file for the receipt")
    if not (options.yes or _is_wanted(options.person)):
        progress("Nothing was deleted.")
        return 1
    answer = stage.invoke("forget_person", {"person": options.person})
    while not answer["is_done"]:
        progress(f"{sum(answer['deleted'].values())} rows are deleted so far ...")
        answer = stage.invoke("forget_person", {"person": answer["user_id"]})
    receipt = answer["receipt"]
    path = options.file or Path(f"amo-receipt-{_as_name(receipt['user_id'])}.json")
    try:
        _write(path, receipt)
    except Refused as error:
        progress(f"{error}; this is the receipt, and there is no other:")
        json_result(receipt)
        return 1
    if options.json:
        json_result(receipt)
        return 0
    _say(receipt, path)
    return 0


def _say(receipt: dict[str, Any], path: Path) -> None:
    result(f"{receipt['user_id']} is forgotten. Deleted:")
    for name, number in (*receipt["deleted"].items(), *receipt["documents"].items()):
        result(f"  {number} in {name}")
    for name, number in receipt["ended"].items():
        result(f"  {number} {name} ended")
    result("What stays:")
    for name, kept in receipt["kept"].items():
        result(f"  {name}: {kept}")
    for line in receipt["elsewhere"]:
        result(f"  {line}")
    result(f"The receipt for them is {path}; row {receipt['audit_sequence']} of the audit log has its hash.")


def _write(path: Path, document: dict[str, Any]) -> None:
    """For its owner alone, whole or not at all. Raises Refused for a file that is there."""
    text = json.dumps(document, indent=2, ensure_ascii=True) + "\n"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"{path} is there already: name another file") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None


def _rows(answers: list[dict[str, Any]]) -> int:
    return sum(len(rows) for answer in answers for rows in answer["sections"].values())


def _as_name(user_id: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in user_id)


def _is_wanted(person: str) -> bool:
    """Raises Refused where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Refused("this cannot be undone: say --yes when nobody is there to be asked")
    try:
        return input(ASKED.format(person)).strip().casefold() == "yes"
    except EOFError:
        return False
