"""The embedded AWS engine's process: MiniStack behind the page's own port, its state made durable.

Runs on the engine's interpreter (.venv-engine) with a clean environment. The repository is on this process's path
only: the functions it starts see nothing of it but their own bundle.
Arguments: engine port, page port, the file that names the page's API, the folder of the durable state. The instance's
key comes in the environment, which others cannot read.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import persistence
from ministack.services import apigateway, cloudformation, eventbridge, lambda_svc, scheduler, sqs

from cli.local.asgi import Application, Receive, Scope, Send
from cli.local.durable_state import DurableState
from cli.local.expressions import remember_expressions
from cli.local.function_limit import FunctionLimit, turn_away_as_lambda_does
from cli.local.model_rights import need_invoke_model
from cli.local.request_guard import RequestGuard
from cli.local.role_sessions import protect_role_sessions
from cli.local.shared_bundles import share_bundles
from cli.local.signatures import signature_fault
from cli.local.state_files import StateFiles
from cli.local.taking_turns import take_turns
from cli.local.turned_away import Tally
from cli.local.used_rights import record_used_rights
from cli.local.waiting_states import fail_with_their_functions
from cli.local.worker_logs import log_promptly

SNAPSHOT_CHECK_SECONDS = 3
SCHEDULER_TICK_SECONDS = 1
PREFIX = "amo-"
"""How the API of a stage is named, before the stage's own name (stacks/stage_file.py)."""
UNFINISHED = "_IN_PROGRESS"
log = logging.getLogger("amo.engine")


class PageEndpoint:
    """Sends what arrives on the page's port to the HTTP API, so that the page lives at the root of its origin.

    Of the instance itself under this machine's names, of another stage under STAGE.localhost.
    """

    def __init__(self, engine: Application, page_port: int, api_id_file: Path) -> None:
        self._engine = engine
        self._page_port = page_port
        self._api_id_file = api_id_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope["server"][1] == self._page_port:
            if not (api_id := self._api_of(scope)):
                await _starting(send)
                return
            scope = _towards_api(scope, api_id)
        await self._engine(scope, receive, send)

    def _api_of(self, scope: Scope) -> str:
        """Empty while it is being deployed."""
        host = next((value for name, value in scope["headers"] if name.lower() == b"host"), b"").decode("latin-1")
        stage, _, machine = host.lower().rpartition(":")[0].rpartition(".")
        if stage and machine == "localhost":
            return stage_apis().get(stage, "")
        return self._api_id_file.read_text().strip() if self._api_id_file.exists() else ""


def stage_apis() -> dict[str, str]:
    """Stage -> id of its HTTP API, of the stages that are deployed here beside the instance."""
    named = {api["name"]: str(api["apiId"]) for _, api in apigateway._apis.all_items()}
    return {name.removeprefix(PREFIX): api_id for name, api_id in named.items() if name.startswith(PREFIX)}


def _towards_api(scope: Scope, api_id: str) -> Scope:
    prefix = f"/_aws/execute-api/{api_id}/$default"
    raw_path = prefix.encode() + scope.get("raw_path", scope["path"].encode())
    return {**scope, "path": prefix + scope["path"], "raw_path": raw_path}


async def _starting(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"2")]
    headers += [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"AMO is starting; try again in a few seconds.\n"})


def _state_files(folder: Path) -> StateFiles:
    return StateFiles(folder / "current", ministack._build_persistence_save_dict, _write_state, _is_deploying)


def _write_state(folder: Path, service: str, state: Any) -> None:
    persistence.STATE_DIR = str(folder)
    persistence.save_state(service, state)


def _is_deploying() -> bool:
    return any(UNFINISHED in stack.get("StackStatus", "") for _, stack in cloudformation._stacks.all_items())


class Stillness:
    """Keeps schedules from firing and queues from being read until all of the state is back.

    Until then IAM is open, too: what is replayed was allowed when it happened, by sessions that are over now.
    """

    STARTERS = ((lambda_svc, "_ensure_poller"), (scheduler, "start_scheduler"), (eventbridge, "start_scheduler"))

    def __init__(self) -> None:
        self._real = [(module, name, getattr(module, name)) for module, name in self.STARTERS]
        self._wanted: list[Callable[[], None]] = []
        self._enforces_iam, ministack.AUTH = ministack.AUTH, False
        for module, name, start in self._real:
            setattr(module, name, partial(self._wanted.append, start))

    def ends(self) -> None:
        """Hands out again at once what was being handled when the engine died: nobody is at it any more."""
        for queue in sqs._queues._data.values():
            for message in queue["messages"]:
                message["visible_at"] = min(message["visible_at"], time.time())
        ministack.AUTH = self._enforces_iam
        for module, name, start in self._real:
            setattr(module, name, start)
        for start in self._wanted:
            start()


async def _keep_snapshots(state: DurableState) -> None:
    while True:
        await asyncio.sleep(SNAPSHOT_CHECK_SECONDS)
        try:
            await state.snapshot_when_due()
        except (OSError, RuntimeError):
            log.exception("no snapshot this time; the last one and the journal stand")


async def _serve(engine_port: int, page_port: int, api_id_file: Path, folder: Path, turned_away: Tally) -> None:
    config = Config()
    config.bind = [f"127.0.0.1:{engine_port}", f"127.0.0.1:{page_port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 3
    config.loglevel = "WARNING"
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, _stop, stop)
    state = DurableState(ministack.app, folder, _state_files(folder).save, when_replayed=Stillness().ends)
    persistence.STATE_DIR = str(state.current)
    # Code is written once, by content, and outlives the snapshots that name it.
    lambda_svc.CODE_BLOB_DIR = str(folder / "lambda-blobs")
    snapshots = asyncio.create_task(_keep_snapshots(state))
    limited = FunctionLimit(PageEndpoint(state, page_port, api_id_file), engine_port, turned_away)
    guard = RequestGuard(limited, page_port, signature_fault, stage_apis)
    await serve(guard, config, shutdown_trigger=stop.wait)
    snapshots.cancel()
    await state.snapshot()


def _stop(stop: asyncio.Event) -> None:
    # The engine would save into the folder whose journal is not yet folded in; ours does both in one step.
    ministack.PERSIST_STATE = False
    stop.set()


def main() -> None:
    scheduler._SCHEDULE_TICK_INTERVAL = SCHEDULER_TICK_SECONDS
    eventbridge._SCHEDULER_TICK_INTERVAL = SCHEDULER_TICK_SECONDS
    share_bundles()
    take_turns()
    turned_away = turn_away_as_lambda_does()
    fail_with_their_functions()
    remember_expressions()
    log_promptly()
    engine_port, page_port, api_id_file, folder = sys.argv[1:]
    functions: dict[str, str] = {}
    protect_role_sessions(os.environ["AWS_SECRET_ACCESS_KEY"], functions)
    record_used_rights(Path(api_id_file).parent / "used-rights", functions)
    need_invoke_model()
    asyncio.run(_serve(int(engine_port), int(page_port), Path(api_id_file), Path(folder), turned_away))
    logging.shutdown()
    # Worker threads of running executions never end by themselves; the state is saved by now.
    os._exit(0)


if __name__ == "__main__":
    main()
