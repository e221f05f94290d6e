"""`python -m tests.network`: the network with its neighbourhood, for a try by hand; Ctrl-C ends it.

Uses the PostgreSQL that DATABASE_URL names. Point the app at it by BLUESKY_APPVIEW_URL.
"""

import contextlib
import os
import signal
import sys

from tests.network.bluesky import running
from tests.network.seed import seed

if not (database := os.environ.get("DATABASE_URL")):
    sys.exit("Say in DATABASE_URL which PostgreSQL to use, for example that of `manage.py services status`.")
with running(database) as network:
    names = ", ".join(f"{name}.test" for name in seed(network))
    sys.stdout.write(f"BLUESKY_APPVIEW_URL={network.appview}\nPDS: {network.pds}\nCreators: {names}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
