"""Runs the CDK's command line, of the version in cli/node, on the Node that came with the commands' environment."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.account import Account
from cli.installation import BUILD, COMMANDS_VENV, ROOT, install_node_tools, node
from lambdas.errors import Retryable

MAX_SECONDS = 900
PLAIN = ("--ci", "--no-color", "--no-notices")
PATH = f"{COMMANDS_VENV / 'bin'}{os.pathsep}{{node}}{os.pathsep}/usr/bin{os.pathsep}/bin"


@dataclass(frozen=True)
class Cdk:
    """``variables``: how it finds the account. ``assembly``: the folder that synthesis writes and publishing reads."""

    variables: Mapping[str, str]
    context: Mapping[str, str]
    assembly: Path
    log: Path

    def bootstrap(self, account: str, region: str) -> None:
        """No app: bootstrapping needs no synthesis, which takes longer than the rest of it."""
        self.run("bootstrap", f"aws://{account}/{region}", "--app", "")

    def synth(self) -> None:
        self.run("synth", "--quiet")

    def publish(self) -> None:
        """Uploads what functions and stacks are made of into the bootstrap's bucket; what is there already stays."""
        self._run("publish-assets", "--all", "--unstable=publish-assets", "--app", str(self.assembly), *PLAIN)

    def run(self, *arguments: str) -> None:
        """Raises Retryable with the CDK's own last error line."""
        context = [word for name, value in self.context.items() for word in ("--context", f"{name}={value}")]
        self._run(*arguments, *context, "--output", str(self.assembly), *PLAIN)

    def _run(self, *arguments: str) -> None:
        script = install_node_tools() / "aws-cdk" / "bin" / "cdk"
        with self.log.open("ab") as sink:
            done = subprocess.run(
                [str(node()), str(script), *arguments],
                cwd=ROOT,
                env={**self.variables, **_own_variables()},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                timeout=MAX_SECONDS,
                check=False,
            )
        if done.returncode != 0:
            raise Retryable(f"cdk {arguments[0]} failed: {_last_error(self.log)}; the whole log is {self.log}")


def variables_for(account: Account, home: Path) -> dict[str, str]:
    """Of an engine nothing of the shell's: neither its credentials nor its proxies. On AWS all of them."""
    if account.engine is None and not account.is_on_loopback:
        return {**os.environ, **account.variables}
    return {**account.variables, "HOME": str(home)}


def _own_variables() -> dict[str, str]:
    return {
        "PATH": PATH.format(node=node().parent),
        "LANG": "C.UTF-8",
        "JSII_NODE": str(node()),
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(BUILD / "jsii"),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def _last_error(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "failed" in line.lower()]
    return (errors or lines or ["no message"])[-1][:300]
