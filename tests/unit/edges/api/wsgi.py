"""The API as a WSGI application: each request becomes an event of an HTTP API, as the gateway makes it."""

import base64
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from tests.unit.edges.harness import api_endpoint_of

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    event = _event(environ)
    answer = api_endpoint_of(event["rawPath"]).handler(event, None)
    headers = [(name, str(value)) for name, value in answer["headers"].items()]
    start_response(f"{answer['statusCode']} x", headers)
    body = answer.get("body") or ""
    return [base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()]


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": _headers(environ),
        "queryStringParameters": {name: ",".join(values) for name, values in query.items()} or None,
        "requestContext": {
            "stage": "$default",
            "requestId": "r",
            "http": {"method": environ["REQUEST_METHOD"], "path": path},
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return found | ({"content-type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {})
