"""Deploys the very same stacks to the embedded engine, and only when something they are made of has changed."""

import hashlib
import sys
from pathlib import Path
from urllib.parse import urlsplit

from cli.cdk import Cdk
from cli.installation import ROOT
from cli.local.engine import ACCOUNT, REGION, Engine, read_json
from cli.local.marked_processes import ENGINE, mark
from lambdas.errors import Retryable

DEPLOYED_FOLDERS = ("lambdas", "config", "web", "stacks", "statemachines")
DEPLOYED_FILES = ("app.py", "cdk.json", "requirements.txt")
SOURCES_FILE = "sources-fake.json"
"""Says where the stand-ins of sources listen; absent, the stage asks services on the internet alone."""


def is_deployed(engine: Engine, private_origins: list[str]) -> bool:
    """Returns whether the engine's stacks are what this checkout and these addresses would make them.

    ``private_origins`` (``host:port``) join the ones that feeds on this machine may be read from. Where the stand-ins
    of sources listen is asked anew.
    """
    _remember_origins(engine, private_origins)
    stamp = engine.state_dir / "deployed"
    return stamp.exists() and stamp.read_text() == _fingerprint(engine) and engine.api_id_file.exists()


def deploy(engine: Engine) -> None:
    """Brings the engine's stacks up to date. Raises Retryable with the CDK's own last error line."""
    bootstrapped = engine.state_dir / "bootstrapped"
    cdk = _cdk(engine)
    if not bootstrapped.exists():
        cdk.bootstrap(ACCOUNT, REGION)
        bootstrapped.touch()
    outputs = engine.state_dir / "outputs.json"
    cdk.run("deploy", "--all", "--require-approval", "never", "--outputs-file", str(outputs))
    engine.api_id_file.write_text(_api_id(outputs))
    (engine.state_dir / "deployed").write_text(_fingerprint(engine))


def source_origin(engine: Engine) -> str:
    """``host:port`` of the stand-ins of sources; empty where there are none."""
    return urlsplit(str(read_json(engine.state_dir / SOURCES_FILE).get("url", ""))).netloc


def _cdk(engine: Engine) -> Cdk:
    context = {"stage": "local", "public_url": engine.page_url, "trusted_feed_origins": ",".join(_origins(engine))}
    if origin := source_origin(engine):
        context["trusted_source_origins"] = origin
    if engine.functions_at_once:
        context["functions_at_once"] = str(engine.functions_at_once)
    variables = {**engine.aws_environment(), **mark(ENGINE, engine.state_dir), "HOME": str(engine.state_dir)}
    return Cdk(variables, context, engine.state_dir / "cdk.out", engine.state_dir / "deploy.log")


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
    given = f"{engine.page_url}{sys.version}{_origins(engine)}{source_origin(engine)}{engine.functions_at_once}"
    digest = hashlib.sha256(given.encode())
    for path in _deployed_paths():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _deployed_paths() -> list[Path]:
    inside = (path for folder in DEPLOYED_FOLDERS for path in (ROOT / folder).rglob("*"))
    kept = (path for path in inside if path.is_file() and "__pycache__" not in path.parts)
    return sorted([*kept, *(ROOT / name for name in DEPLOYED_FILES)])
