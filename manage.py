#!/usr/bin/env python
import os
import sys

from influencers.importing.result_json import tell_early_failure

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        tell_early_failure(sys.argv, error)
        raise
