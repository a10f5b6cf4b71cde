"""``python -m bench [--json] [--record] [NAME...]``: the same as ``./amo bench``."""

import sys

from cli.main import main

sys.exit(main(["bench", *sys.argv[1:]]))
