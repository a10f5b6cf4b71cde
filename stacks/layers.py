"""The Lambdas' dependencies as layers, built with pip for the platform they will run on. No Docker.

Wheels only, and only what lambdas/requirements/ lists: those files name every package, dependencies of dependencies
too. A layer stays in build/layers/ under the hash of all that it is made of, so that it is built once; whoever builds
it gets the same files (byte_code.py).
"""

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stacks.byte_code import COMPILED_BY, compile_for_lambda, compile_here

if TYPE_CHECKING:
    from stacks.stage import Stage

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "lambdas" / "requirements"
BUILT = ROOT / "build" / "layers"
AWS_PYTHON = "3.13"
# Amazon Linux 2023 has glibc 2.34; pip takes only wheels tagged with a platform it is given by name.
AWS_PLATFORMS = ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64")
# What is left out: what no Lambda imports, since the embedded engine unpacks a layer for each cold start.
UNUSED_UTILITIES = (
    "auth_alpha",
    "batch",
    "circuit_breaker",
    "data_masking",
    "feature_flags",
    "idempotency",
    "kafka",
    "parameters",
    "parser",
    "streaming",
    "validation",
)
SERVICES = (
    "bedrock-runtime",
    "budgets",
    "ce",
    "cloudformation",
    "dynamodb",
    "events",
    "kms",
    "s3",
    "scheduler",
    "secretsmanager",
    "sesv2",
    "sns",
    "sqs",
    "stepfunctions",
    "sts",
    "transcribe",
)
"""The services that Lambdas have clients of: of botocore's four hundred, 26 MB, the ones that layers keep."""
UNUSED = (
    "*.dist-info",
    "bin",
    "**/tests",
    "**/*.pyi",
    "pydantic/v1",
    *(f"aws_lambda_powertools/utilities/{part}" for part in UNUSED_UTILITIES),
)
UNUSED_BY_LAYER = {
    "base": (
        "aws_lambda_powertools/event_handler",
        "aws_lambda_powertools/utilities/data_classes",
        "botocore/data/*/",
        "dateutil/zoneinfo",  # time zones again, for who asks for dateutil's own
    ),
    # gRPC's part of google-api-core, which is never imported; google-auth's credentials of machines, its asyncio, and
    # what it reads keys with where cryptography is missing.
    "oauth": (
        "googleapiclient/discovery_cache/documents/*",
        *(f"google/{part}" for part in ("_upb", "api", "cloud", "gapic", "logging", "longrunning", "protobuf", "rpc")),
        "google/type",
        "google/auth/aio",
        "google/auth/compute_engine",
        "google/*/*_async.py",
        "pyasn1",
        "pyasn1_modules",
        "apiclient",
        "opentelemetry",
        "proto",
    ),
    # The ways of strands-agents to tools elsewhere, which nothing here takes; and what boto3 makes clients of, since a
    # model is asked by lambdas/llm/ alone.
    "strands": (
        *("mcp", "mcp_types", "anyio", "httpx", "httpcore", "httpx2", "httpcore2", "h11", "truststore", "uvicorn"),
        *("python_multipart", "multipart", "sse_starlette", "starlette", "click", "pycparser", "cryptography", "cffi"),
        "_cffi_backend*",
        "*-stubs",
        "boto3/data",
        "boto3/examples",
        "strands/vended_tools",
        "strands/multiagent",
    ),
}
# Of the discovery documents of all of Google's APIs, 100 MB, the one that is used.
KEPT = ("googleapiclient/discovery_cache/documents/calendar.v3.json", *(f"botocore/data/{name}" for name in SERVICES))
INSTALL_SECONDS = 600

Pip = Callable[[Sequence[str]], None]
Compiler = Callable[[Path], None]
LayerSource = Callable[[str], Path]


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a layer: a Python version, a platform's name, and pip's options."""

    python: str
    machine: str
    pip_options: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        return not self.pip_options

    @classmethod
    def of(cls, stage: "Stage") -> "Target":
        """On AWS what Lambda runs; on the embedded engine this very interpreter."""
        if stage.embedded:
            return cls.here()
        options = ("--python-version", AWS_PYTHON, "--implementation", "cp")
        return cls(AWS_PYTHON, "aws-arm64", options + tuple(f"--platform={name}" for name in AWS_PLATFORMS))

    @classmethod
    def here(cls) -> "Target":
        return cls(f"{sys.version_info.major}.{sys.version_info.minor}", f"{sys.platform}-{platform.machine()}")


def run_pip(arguments: Sequence[str]) -> None:
    """Raises RuntimeError with pip's last line, for a person to read."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no message"]
        raise RuntimeError(f"The Lambdas' packages could not be installed: {lines[-1]}")


def build_layer(
    name: str, target: Target, built: Path = BUILT, pip: Pip = run_pip, compiler: Compiler | None = None
) -> Path:
    """The folder of layer ``name`` for ``target``, made if it is not there yet; a half-made one is never seen."""
    requirements = REQUIREMENTS / f"{name}.txt"
    unused = (*UNUSED, *UNUSED_BY_LAYER.get(name, ()))
    content = (
        requirements.read_text(),
        repr(target),
        repr(unused),
        repr(KEPT),
        *(file.read_text() for file in COMPILED_BY),
    )
    digest = hashlib.sha256("\n".join(content).encode()).hexdigest()[:12]
    layer = built / f"{target.machine}-{target.python}-{name}-{digest}"
    if layer.exists():
        return layer
    built.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=built) as made:
        packages = Path(made) / "layer" / "python"
        pip(_install(requirements, packages, target))
        _strip(packages, unused)
        (compiler or (compile_here if target.is_here else compile_for_lambda))(packages)
        try:
            packages.parent.rename(layer)
        except OSError:  # somebody else was faster: theirs is the same
            if not layer.exists():
                raise
    return layer


def _install(requirements: Path, packages: Path, target: Target) -> list[str]:
    wheels = ["--no-deps", "--only-binary=:all:", "--no-compile", *target.pip_options]
    return ["install", "--quiet", "--requirement", str(requirements), "--target", str(packages), *wheels]


def _strip(packages: Path, unused: Sequence[str]) -> None:
    kept = {packages / path for path in KEPT}
    for pattern in unused:
        for path in packages.glob(pattern):
            if path not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
