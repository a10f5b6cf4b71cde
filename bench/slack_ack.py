"""Slack's deliveries acknowledged: our endpoint beside slack_bolt's AWS Lambda adapter, doing the same work."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from bench.effort import Effort
from bench.figures import Figure, Result, middle, percentile
from bench.running import main
from bench.slack_stage import slack_stage
from cli.installation import ROOT, install_bench
from stacks.layers import Target, build_layer

CHILD = Path(__file__).with_name("slack_ack_child.py")
ROUNDS = 5
REQUESTS = 100
COLD_STARTS = 100
QUICK_COLD_STARTS = 4
METHOD = f"""One signed `block_actions` request as API Gateway hands it on, {REQUESTS} times a process after the first.
Both sides read the signing secret from Secrets Manager once, verify the signature over the raw body, send the delivery
to SQS and answer 200; Secrets Manager and SQS are one stub on loopback. slack_bolt runs with its AWS Lambda adapter,
`process_before_response` and one listener that sends with boto3. Processor time: cold is from the first import to the
first answer, warm the mean of the later requests; peak memory is the process's. Each in a fresh process with byte code
present, in turn, {ROUNDS} rounds, medians. Ratios are ours divided by slack_bolt's. The last figure is by the wall
clock: {COLD_STARTS} more processes of ours, each from before it is started to its first answer on loopback, of them the
99th percentile by nearest rank: Slack waits three seconds, AMO promises one. Beside them the first command ever posted
to a stage on the embedded engine, which starts the function's process for it: from request to answer, once."""
SLACK_WAITS_SECONDS = 3.0


class Stub(BaseHTTPRequestHandler):
    """Secrets Manager and SQS, as far as the two sides ask them."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-Amz-Target"].startswith("secretsmanager"):
            answer = {"Name": "amo/slack/signing", "SecretString": json.dumps({"T012AB3C4": "signing-secret"})}
        else:
            digest = hashlib.md5(asked["MessageBody"].encode(), usedforsecurity=False).hexdigest()
            answer = {"MessageId": "1", "MD5OfMessageBody": digest}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def stub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def measure(effort: Effort) -> Result:
    python, layer = install_bench(), build_layer("base", Target.here()) / "python"
    sides: dict[str, list[dict[str, float]]] = {"amo": [], "bolt": []}
    with stub() as address:
        for number in range(effort.of(ROUNDS, 1) + 1):
            effort.say(f"round {number} of {effort.of(ROUNDS, 1)}")
            for side, taken in sides.items():
                path = f"{ROOT}{os.pathsep}{layer}" if side == "amo" else ""
                once = _run(python, side, path, address)
                if number:  # the first round writes the byte code and warms the file cache
                    taken.append(once)
        waits = [
            _cold_wait(python, f"{ROOT}{os.pathsep}{layer}", address)
            for _ in range(effort.of(COLD_STARTS, QUICK_COLD_STARTS))
        ]
    ratios = [_figure(name, unit, sides) for name, unit in (("cold", "ms"), ("warm", "ms"), ("memory", "MB"))]
    longest = f"median {middle(waits):.0f} ms, longest {max(waits):.0f} ms of {len(waits)}"
    cold = Figure("p99 cold", percentile(waits, 0.99), "ms", bar=1000.0, beside=longest)
    if effort.is_quick:  # functions remember one Slack for a minute, and slack_outage brings another to the same engine
        return Result(METHOD, [*ratios, cold])
    on_engine = Figure("first on the engine", _first_on_the_engine(), "s", bar=SLACK_WAITS_SECONDS)
    return Result(METHOD, [*ratios, cold, on_engine])


def _first_on_the_engine() -> float:
    with slack_stage(1) as stage:
        began = time.monotonic()
        stage.desk.command("help")
        return time.monotonic() - began


def _cold_wait(python: Path, path: str, address: str) -> float:
    """Milliseconds until somebody who waits outside has the first answer of a fresh process."""
    began = time.time()
    return (_run(python, "amo", path, address, requests=0)["answered_at"] - began) * 1000


def _figure(name: str, unit: str, sides: dict[str, list[dict[str, float]]]) -> Figure:
    ours, theirs = (middle([once[name] for once in sides[side]]) for side in ("amo", "bolt"))
    beside = f"{ours:.3g} {unit} beside slack_bolt's {theirs:.3g} {unit}"
    return Figure(name, ours / theirs, "times", bar=1.0, beside=beside)


def _run(python: Path, side: str, path: str, address: str, requests: int = REQUESTS) -> dict[str, float]:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": path,
        "AWS_ENDPOINT_URL": address,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AMO_SLACK_SECRETS": "amo/slack",
        "AMO_QUEUES": f"{address}/",
        "AMO_QUEUE_SLACK_DELIVERIES": "q",
    }
    command = [str(python), "-P", str(CHILD), side, str(requests)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


if __name__ == "__main__":
    sys.exit(main("slack_ack"))
