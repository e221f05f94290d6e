"""What must not stand in a log: addresses that are keys."""

import logging
import re

# The token of a client link opens it; whoever reads a log must not get in.
KEYS = re.compile(r"(/c/)[\w-]{20,}")


class HideKeys(logging.Filter):
    """Puts three dots in the place of the token of a client link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: every line stays, without the token."""
        message = record.getMessage()
        hidden = KEYS.sub(r"\1...", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
