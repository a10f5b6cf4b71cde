"""Runs a module as a program and writes what its process took: ``python measured.py OUT.json MODULE [ARGUMENT...]``

Processor seconds count from the interpreter's start. Peak memory is the process's own: what a parent sees after a
fork would include the parent's.
"""

import json
import resource
import runpy
import sys
import time
from pathlib import Path


def main() -> None:
    out, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code:
            raise
    Path(out).write_text(json.dumps({"seconds": time.process_time(), "megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    per_megabyte = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte


if __name__ == "__main__":
    main()
