"""A function starts faster for every service it does not use."""

import subprocess
import sys


def test_no_service_is_imported_before_it_is_built() -> None:
    shown = "print(*(name for name in sys.modules if name.startswith('lambdas.approvals.')))"
    script = f"import sys, lambdas.approvals.wiring; {shown}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["lambdas.approvals.wiring"]
