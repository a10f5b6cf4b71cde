"""``./amo model``: the model that may be asked, what it costs, which one it is, and what of yours it may read."""

import argparse
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of, operated_stage
from cli.terminal import json_result, progress, result
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.consent import NEVER, ModelConsent
from lambdas.domain.llm.model_status import ModelStatus, in_dollars
from lambdas.domain.llm.purposes import Purpose
from lambdas.errors import Refused

LEVELS = {
    "off": "nothing of yours",
    "own": "what you write yourself: answers, questions and notes",
    "all": "your meetings, what was gathered for them, and what you write",
}
EVERYTHING = "all"
MAX_KEY_BYTES = 2000
CHECKED = "Asking it one question, for 20 seconds at most ..."
ALLOWED = "It may read all of yours that you did not rule out; to take that back: ./amo model consent off"
PAUSED = "A switch keeps it off: ./amo switches on model"


def run(options: argparse.Namespace) -> int:
    wanted = {"show": _show, "connect": _connect, "disconnect": _disconnect, "consent": _consent}
    return wanted[options.verb](options)


def _show(options: argparse.Namespace) -> int:
    """State and spending are the stage's; consent is shown of the person acted for, where one is named."""
    stage = operated_stage(options)
    answer = stage.invoke("model_state", {"user_id": stage.user_id, "probe": True})
    status = _status(answer)
    if options.json:
        json_result(_as_json(status, answer["consent"]))
        return 0
    result(f"Model {status.said}")
    if status.purposes:
        result(f"Asked for: {', '.join(status.purposes)}.")
    if stage.user_id:
        own = f"; {in_dollars(status.own_spent_today)} USD today" if status.is_connected else ""
        result(f"Yours: {_told(ModelConsent.model_validate(answer['consent']))}{own}.")
    if status.last_no_answer:
        result(f"Last without an answer: {status.last_no_answer.said}.")
    return 0


def _connect(options: argparse.Namespace) -> int:
    request = _request(options)
    stage = operated_stage(options)
    progress(CHECKED)
    answer = stage.invoke("connect_model", request)
    status = _status(answer)
    result(f"Connected: {status.said}. It answered after {answer['seconds']:.1f} s.")
    if status.state == "off":
        result(PAUSED)
    if left_out := answer["left_out"]:
        reason = (
            "not named" if options.purposes else f"not measured for {status.model}; --purposes takes them all the same"
        )
        result(f"Left to the rules: {', '.join(left_out)} ({reason}).")
    if stage.engine and stage.user_id:
        _allow(ApiClient(stage))
    elif status.state == "on":
        result("It reads nothing of anybody until they allow it: in their settings, or by ./amo model consent.")
    return 0


def _allow(api: ApiClient) -> None:
    """On a laptop whoever connects a model is whom it is for."""
    if api.get("/settings")["model_consent"]["said_at"] is None:
        api.put("/settings/model-consent", {"level": EVERYTHING, "without": []})
        result(ALLOWED)


def _disconnect(options: argparse.Namespace) -> int:
    answer = operated_stage(options).invoke("connect_model", {"disconnect": True})
    named = answer["file_names"]
    result(f"Disconnected; the stage's file names {named}, which is asked again." if named else "Disconnected.")
    return 0


def _consent(options: argparse.Namespace) -> int:
    if not options.level:
        raise Refused(f"say what a model may read of yours: ./amo model consent {'|'.join(LEVELS)}")
    body = {"level": options.level, "without": _kinds(options.without)}
    said = api_of(options).put("/settings/model-consent", body)["model_consent"]
    if options.json:
        json_result(said)
    else:
        result(f"A model may read {_told(ModelConsent.model_validate(said))}.")
    return 0


def _request(options: argparse.Namespace) -> dict[str, Any]:
    if bool(options.url) == bool(options.bedrock):
        raise Refused("give --url and --model for an endpoint, or --bedrock NAME for a model of Bedrock")
    purposes = {"purposes": _purposes(options.purposes)} if options.purposes else {}
    if options.bedrock:
        _require_nothing_else(options)
        return {"model": options.bedrock, **purposes}
    if not options.model:
        raise Refused("say which model to ask there: --model NAME, as the endpoint calls it")
    key = _key(options)
    return {"url": options.url, "model": options.model, **_price(options), **purposes, **({"key": key} if key else {})}


def _require_nothing_else(options: argparse.Namespace) -> None:
    of_endpoints = ("model", "key", "key_file", "price_in", "price_out")
    if given := [name for name in of_endpoints if getattr(options, name) not in (None, "", False)]:
        raise Refused(f"--{given[0].replace('_', '-')} is for an endpoint's --url; Bedrock needs the name alone")


def _price(options: argparse.Namespace) -> dict[str, Any]:
    if (options.price_in is None) != (options.price_out is None):
        raise Refused("give both --price-in and --price-out, in USD per million tokens")
    if options.price_in is None:
        return {}
    if not (options.price_in >= 0 and options.price_out >= 0):
        raise Refused("a price is 0 or more USD per million tokens")
    return {"price": {"input": options.price_in, "output": options.price_out}}


def _key(options: argparse.Namespace) -> str:
    """Never an argument: others on the machine see a command line."""
    if options.key_file:
        return _read(options.key_file)
    if not options.key:
        return ""
    if not sys.stdin.isatty():
        raise Refused("--key asks for the key in a terminal; elsewhere give --key-file FILE")
    return getpass("The endpoint's key: ").strip()


def _read(path: Path) -> str:
    try:
        key = path.read_bytes()[: MAX_KEY_BYTES + 1].decode("ascii").strip()
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        key = ""
    if not key.isprintable() or not 0 < len(key) <= MAX_KEY_BYTES or " " in key:
        raise Refused(f"{path} holds no key: one line of it, and nothing else")
    return key


def _purposes(text: str) -> list[str]:
    if text == EVERYTHING:
        return [purpose.value for purpose in Purpose]
    return _named(text, [purpose.value for purpose in Purpose], "purpose")


def _kinds(text: str) -> list[str]:
    return _named(text, [kind.value for kind in ContextKind if kind.value not in NEVER], "source")


def _named(text: str, known: list[str], what: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in known]:
        raise Refused(f"there is no {what} {unknown[0]}; there are {', '.join(known)}")
    return names


def _told(consent: ModelConsent) -> str:
    without = sorted(consent.without) if consent.level == EVERYTHING else []
    return LEVELS[consent.level] + (f", without {', '.join(without)}" if without else "")


def _status(answer: dict[str, Any]) -> ModelStatus:
    return ModelStatus.model_validate(answer["status"])


def _as_json(status: ModelStatus, consent: dict[str, Any]) -> dict[str, Any]:
    whole = status.model_dump(mode="json")
    first = ("state", "model", "spent_today", "ceiling_today", "last_no_answer")
    return {name: whole[name] for name in first} | whole | {"consent": consent}
