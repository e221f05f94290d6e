"""What `import_profiles --json` answers with where it has nothing else to tell. Needs neither settings nor
database, so that it can be told however early something fails.
"""

import json
import sys

COMMAND = "influencers.management.commands.import_profiles"


def empty_result() -> dict:
    """The keys that are always there, of an import that did nothing."""
    counts = dict.fromkeys(("rows", "created", "updated", "unchanged"), 0)
    return counts | {"rejected": [], "unmapped": [], "missing": []}


def tell_early_failure(argv: list[str], error: Exception) -> None:
    """Prints the JSON that `argv` asked for, where the command was not reached: it tells all else itself."""
    if argv[1:2] == ["import_profiles"] and "--json" in argv and COMMAND not in sys.modules:
        result = empty_result() | {"error": f"Handpick cannot start: {error}"}
        sys.stdout.write(json.dumps(result, indent=1) + "\n")
