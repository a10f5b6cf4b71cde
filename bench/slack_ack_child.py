"""One process of one side: ``amo`` or ``bolt``, and how many requests follow the first. Prints one JSON object.

Nothing of either side is imported before the clock runs.
"""

import hashlib
import hmac
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

SECRET = "signing-secret"
TEAM = "T012AB3C4"
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


class Context:
    aws_request_id = "1"
    function_name = "endpoint"
    invoked_function_arn = "arn:aws:lambda:us-east-1:1:function:endpoint"


def amo() -> Handler:
    from lambdas.edges.slack.handlers import slack_endpoint

    return slack_endpoint


def bolt() -> Handler:
    import os

    import boto3
    from slack_bolt import App
    from slack_bolt.adapter.aws_lambda import SlackRequestHandler
    from slack_bolt.authorization import AuthorizeResult

    secrets = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId="amo/slack/signing")["SecretString"])
    sqs, queue = boto3.client("sqs"), os.environ["AMO_QUEUES"] + os.environ["AMO_QUEUE_SLACK_DELIVERIES"]

    def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1", bot_id="B1", bot_user_id="U2")

    app = App(signing_secret=secrets[TEAM], process_before_response=True, authorize=authorize)

    def keep(ack: Any, body: Any) -> None:
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(body))
        ack()

    app.action("start_prep")(keep)
    handler = SlackRequestHandler(app=app)
    return lambda event, context: dict(handler.handle(event, context))


def request(number: int) -> dict[str, Any]:
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "example"},
        "user": {"id": "U061F7AUR", "username": "priya", "name": "priya", "team_id": TEAM},
        "api_app_id": "A1",
        "token": "t",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": False},
        "channel": {"id": "D1", "name": "directmessage"},
        "message": {"type": "message", "user": "U2", "ts": "1.1", "text": "Leadership team", "blocks": []},
        "trigger_id": f"1.{number}",
        "response_url": "https://hooks.slack.com/actions/1",
        "actions": [{"type": "button", "action_id": "start_prep", "block_id": "b", "value": "m1-r1", "action_ts": "1"}],
    }
    body, timestamp = urlencode({"payload": json.dumps(payload)}), str(int(time.time()))
    proof = hmac.new(SECRET.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "version": "2.0",
        "rawPath": "/slack/interactions",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": f"v0={proof}",
        },
        "requestContext": {"http": {"method": "POST", "path": "/slack/interactions"}},
        "body": body,
        "isBase64Encoded": False,
    }


def main() -> None:
    side, count = sys.argv[1], int(sys.argv[2])
    requests = [request(number) for number in range(count + 1)]
    began = time.process_time()
    handle = amo() if side == "amo" else bolt()
    answers = [handle(requests[0], Context())]
    answered_at = time.time()
    cold = time.process_time() - began
    began = time.process_time()
    answers += [handle(event, Context()) for event in requests[1:]]
    warm = (time.process_time() - began) / max(1, count)
    assert {answer["statusCode"] for answer in answers} == {200}, answers[0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = {"cold": cold * 1000, "warm": warm * 1000, "memory": memory, "answered_at": answered_at}
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main()
