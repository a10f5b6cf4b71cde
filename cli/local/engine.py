"""Starts and stops the embedded AWS engine of one instance (one state folder)."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from cli.installation import ROOT, install_engine
from cli.local.instance_key import InstanceKey, make_key, read_key, write_profile
from cli.local.marked_processes import ENGINE, end_marked, mark
from cli.local.ports import require_free
from lambdas.errors import NotFound, Retryable

REGION = "us-east-1"
ACCOUNT = "000000000000"
READY_SECONDS = 120
STOP_SECONDS = 20
BUSY_SECONDS = 20  # one that has a process and answers late is busy, not stopped
BUNDLES = "bundles"
BUNDLE_KEPT_SECONDS = 7 * 24 * 3600
SHA256_DIGITS = 64
SERVER = ROOT / "cli" / "local" / "engine_server.py"
MODEL_FILE = "model-fake.json"
"""Says where what answers for the models of Bedrock listens; absent, the engine answers for them by itself."""


@dataclass(frozen=True)
class Engine:
    """One instance: everything it keeps is below ``state_dir``; it listens on 127.0.0.1 only."""

    state_dir: Path
    page_port: int
    functions_at_once: int = 0
    """What ``./amo up --concurrency`` says: more are turned away, as in an AWS account. 0 turns nothing away."""

    @property
    def port(self) -> int:
        return self.page_port + 1

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def page_url(self) -> str:
        return f"http://127.0.0.1:{self.page_port}"

    def url_of(self, stage: str) -> str:
        """The page of another stage that is deployed to this engine: at the same port, under a name of its own."""
        return f"http://{stage}.localhost:{self.page_port}"

    @property
    def enforces_iam(self) -> bool:
        return self._iam_file.exists()

    @property
    def api_id_file(self) -> Path:
        return self.state_dir / "api-id"

    @property
    def log_file(self) -> Path:
        return self.state_dir / "engine.log"

    @property
    def key_file(self) -> Path:
        """For its owner alone: with the key in it anything can be asked of the engine."""
        return self.state_dir / "aws-config"

    @property
    def _pid_file(self) -> Path:
        return self.state_dir / "engine.pid"

    @property
    def _iam_file(self) -> Path:
        """There while the running engine enforces IAM."""
        return self.state_dir / "enforces-iam"

    @property
    def _code_file(self) -> Path:
        """Returns the file that says which code, and which model's address, the running engine was started from."""
        return self.state_dir / "engine-code"

    @property
    def model_url(self) -> str:
        return str(read_json(self.state_dir / MODEL_FILE).get("url", ""))

    @property
    def _origin(self) -> str:
        return _code_of_engine() + self.model_url

    @property
    def _workers(self) -> Path:
        return self.state_dir / "workers"

    @property
    def _state(self) -> Path:
        return self.state_dir / "state"

    def pid(self) -> int | None:
        """The running engine's process id; None when it is not running (a stale file does not count)."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid = int(self._pid_file.read_text())
            if _runs_engine(pid):
                return pid
        return None

    def is_ready(self) -> bool:
        if self.pid() is None:
            return False
        try:
            urllib.request.urlopen(self.endpoint, timeout=BUSY_SECONDS).close()
        except urllib.error.HTTPError:
            return True  # it answers, and asks for a signature
        except OSError:
            return False
        return True

    def restart_unless(self, *, enforces_iam: bool) -> None:
        """Has it running from today's code, with IAM enforced or not, and with the model that is there now.

        Enforced, each function may do only what its role grants. Stacks are deployed with IAM open: the
        deployment itself has no role in the engine.
        """
        is_current = self._code_file.exists() and self._code_file.read_text() == self._origin
        if self.is_ready() and is_current and self._iam_file.exists() == enforces_iam:
            return
        self.stop()
        self.start(enforces_iam=enforces_iam)

    def start(self, *, enforces_iam: bool = False) -> None:
        """Returns when the engine answers. Raises Refused for a taken port, Retryable when it does not come up."""
        if self.is_ready():
            return
        self._iam_file.touch() if enforces_iam else self._iam_file.unlink(missing_ok=True)
        python = install_engine()
        self._end_leftovers()
        for port in (self.page_port, self.port):
            require_free(port)
        write_profile(self.key_file, read_key(self.key_file) or make_key(), self.endpoint, REGION)
        self._clean_workers()
        with self.log_file.open("ab") as log:
            process = subprocess.Popen(
                [
                    str(python),
                    str(SERVER),
                    str(self.port),
                    str(self.page_port),
                    str(self.api_id_file),
                    str(self._state),
                ],
                env=self._environment(python),
                cwd=self.state_dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
            )
        self._pid_file.write_text(str(process.pid))
        self._code_file.write_text(self._origin)
        self._wait_until_ready(process)

    def stop(self) -> bool:
        """Saves the state, ends the engine and all it started; False when it was not running.

        What it started may be running even then: an engine that was killed leaves its functions at work.
        """
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while _runs_engine(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
        self._end_leftovers()
        if pid is not None:
            self._pid_file.unlink(missing_ok=True)
            self._clean_workers()
        return pid is not None

    def _end_leftovers(self) -> None:
        """Raises Retryable, with their ids, when some do not end."""
        if left := end_marked(ENGINE, self.state_dir):
            raise Retryable(f"processes of this instance do not end: {left}; end them, then run this again")

    def _clean_workers(self) -> None:
        """Removes what functions left behind, but keeps unpacked bundles: they are most of a cold start's time.

        A killed engine's functions may still be writing there, so that not everything has to go at once.
        """
        bundles = self._workers / BUNDLES
        bundles.mkdir(parents=True, exist_ok=True)
        stale = [path for path in bundles.iterdir() if not _is_in_use(path)]
        for path in [*stale, *(path for path in self._workers.iterdir() if path != bundles)]:
            shutil.rmtree(path, ignore_errors=True)

    @property
    def key(self) -> InstanceKey:
        """Raises NotFound before the first start."""
        if key := read_key(self.key_file):
            return key
        raise NotFound("this instance has no key yet; ./amo up makes one")

    def aws_environment(self) -> dict[str, str]:
        """Returns the variables an AWS client or the CDK needs to speak to this engine and to nothing else."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.key.secret_access_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def _environment(self, python: Path) -> dict[str, str]:
        """Clean on purpose: functions inherit it, and nothing of the user's shell may reach them."""
        return {
            **mark(ENGINE, self.state_dir),
            "PATH": f"{python.parent}:/usr/bin:/bin",
            "HOME": str(self.state_dir),
            "TMPDIR": str(self._workers),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "STATE_DIR": str(self._state),
            "S3_DATA_DIR": str(self.state_dir / "s3"),
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": "unix:///nonexistent/docker.sock",
            # Callers wait for their turn instead (cli/local/taking_turns.py), unless the running engine is told to turn
            # them away (cli/local/function_limit.py).
            "LAMBDA_ACCOUNT_CONCURRENCY": "0",
            "LOG_LEVEL": "WARNING",
            "AUTH": str(self._iam_file.exists()).lower(),
            "MINISTACK_BEDROCK_PROXY_URL": self.model_url,
            **{name: value for name, value in self.aws_environment().items() if name != "AWS_ENDPOINT_URL"},
        }

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.is_ready():
                return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise Retryable(f"the embedded engine did not start; its log is {self.log_file}")


def _code_of_engine() -> str:
    parts = [*sorted(SERVER.parent.glob("*.py")), SERVER.with_name("requirements.txt")]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _is_in_use(bundle: Path) -> bool:
    """Whole, and linked to in the last week (cli/local/shared_bundles.py); not left over from an older deployment."""
    is_whole = len(bundle.name) == SHA256_DIGITS
    return is_whole and time.time() - bundle.stat().st_mtime < BUNDLE_KEPT_SECONDS


def _runs_engine(pid: int) -> bool:
    """Returns whether that process is an engine of ours: a recycled id must never be signalled."""
    command_line = Path(f"/proc/{pid}/cmdline")
    if command_line.exists():
        return SERVER.name.encode() in command_line.read_bytes()
    if Path("/proc/self").exists():
        return False
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return SERVER.name in listed.stdout


def read_json(path: Path) -> dict[str, object]:
    """A JSON object from a file of the instance; empty when there is none."""
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}
