"""``./amo ask MEETING_ID "..."``: asks AMO about one meeting, and waits for the answer."""

import argparse
import time
from collections.abc import Iterator
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.errors import Retryable

SECONDS = 25
"""Longer than AMO takes for an answer."""
LOOK_EVERY = 0.5


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    asked = api.post(f"/meetings/{options.meeting_id}/questions", {"question": options.question})
    answered = _answered(api, f"/meetings/{options.meeting_id}/questions/{asked['question_id']}")
    if options.json:
        json_result(answered)
        return 0
    for line in _lines(answered, api.stage.page_url):
        result(line)
    if answered["remark"]:
        progress(answered["remark"])
    return 0


def _answered(api: ApiClient, address: str) -> dict[str, Any]:
    deadline = time.monotonic() + SECONDS
    while (found := api.get(address))["state"] == "asked":
        if time.monotonic() > deadline:
            raise Retryable("no answer came in time; look at the meeting's page in a moment, or ask again")
        time.sleep(LOOK_EVERY)
    if found["state"] == "late":
        raise Retryable("no answer came; ask again in a moment")
    return dict(found)


def _lines(answered: dict[str, Any], page_url: str) -> Iterator[str]:
    if answered["text"]:
        yield answered["text"]
    for line in answered["lines"]:
        mark = f" (AI: {answered['written_by']})" if answered["written_by"] else ""
        yield f"{line['text']}{mark}"
        for source in line["sources"]:
            yield f"    {source['label']}  {page_url}{source['path']}"
