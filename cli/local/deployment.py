"""Deploys the very same stacks to the embedded engine, and only when something they are made of has changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from cli.installation import BUILD, COMMANDS_VENV, ROOT, install_node_tools, node
from cli.local.engine import ACCOUNT, REGION, Engine, read_json
from cli.local.marked_processes import ENGINE, mark
from lambdas.errors import Retryable

DEPLOYED_FOLDERS = ("lambdas", "config", "web", "stacks", "statemachines")
DEPLOYED_FILES = ("app.py", "cdk.json", "requirements.txt")
DEPLOY_SECONDS = 900


def is_deployed(engine: Engine, private_origins: list[str]) -> bool:
    """Returns whether the engine's stacks are what this checkout and these addresses would make them.

    ``private_origins`` (``host:port``) join the ones that feeds on this machine may be read from.
    """
    _remember_origins(engine, private_origins)
    stamp = engine.state_dir / "deployed"
    return stamp.exists() and stamp.read_text() == _fingerprint(engine) and engine.api_id_file.exists()


def deploy(engine: Engine) -> None:
    """Brings the engine's stacks up to date. Raises Retryable with the CDK's own last error line."""
    bootstrapped = engine.state_dir / "bootstrapped"
    if not bootstrapped.exists():
        # No app: bootstrapping needs no synthesis, which takes longer than the rest of it.
        _cdk(engine, "bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", "")
        bootstrapped.touch()
    outputs = engine.state_dir / "outputs.json"
    _cdk(engine, "deploy", "--all", "--require-approval", "never", "--outputs-file", str(outputs))
    engine.api_id_file.write_text(_api_id(outputs))
    (engine.state_dir / "deployed").write_text(_fingerprint(engine))


def _cdk(engine: Engine, *arguments: str) -> None:
    script = install_node_tools() / "aws-cdk" / "bin" / "cdk"
    pairs = ("stage=local", f"public_url={engine.page_url}", f"trusted_feed_origins={','.join(_origins(engine))}")
    if engine.functions_at_once:
        pairs = (*pairs, f"functions_at_once={engine.functions_at_once}")
    context = [argument for pair in pairs for argument in ("--context", pair)]
    output = ("--output", str(engine.state_dir / "cdk.out"), "--ci", "--no-color", "--no-notices")
    environment = {
        **engine.aws_environment(),
        **mark(ENGINE, engine.state_dir),
        "PATH": f"{COMMANDS_VENV / 'bin'}{os.pathsep}{node().parent}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(engine.state_dir),
        "LANG": "C.UTF-8",
        "JSII_NODE": str(node()),
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(BUILD / "jsii"),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
    log = engine.state_dir / "deploy.log"
    with log.open("ab") as sink:
        done = subprocess.run(
            [str(node()), str(script), *arguments, *context, *output],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            timeout=DEPLOY_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        raise Retryable(f"cdk {arguments[0]} failed: {_last_error(log)}; the whole log is {log}")


def _last_error(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "failed" in line.lower()]
    return (errors or lines or ["no message"])[-1][:300]


def _api_id(outputs: Path) -> str:
    for stack in read_json(outputs).values():
        if isinstance(stack, dict) and "ApiId" in stack:
            return str(stack["ApiId"])
    raise Retryable("the deployment names no API; run ./amo down and ./amo up again")


def _remember_origins(engine: Engine, given: list[str]) -> None:
    known = _origins(engine)
    if set(given) - set(known):
        (engine.state_dir / "private-origins").write_text("\n".join(sorted({*known, *given})))


def _origins(engine: Engine) -> list[str]:
    file = engine.state_dir / "private-origins"
    return file.read_text().split() if file.exists() else []


def _fingerprint(engine: Engine) -> str:
    digest = hashlib.sha256(f"{engine.page_url}{sys.version}{_origins(engine)}{engine.functions_at_once}".encode())
    for path in _deployed_paths():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _deployed_paths() -> list[Path]:
    inside = (path for folder in DEPLOYED_FOLDERS for path in (ROOT / folder).rglob("*"))
    kept = (path for path in inside if path.is_file() and "__pycache__" not in path.parts)
    return sorted([*kept, *(ROOT / name for name in DEPLOYED_FILES)])
