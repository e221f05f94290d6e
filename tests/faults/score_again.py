"""`python -m tests.faults.score_again`: the newest run once more, alone and at the same time."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from scoring.models import ScoreRun  # noqa: E402
from scoring.run import score_all  # noqa: E402

if __name__ == "__main__":
    score_all(ScoreRun.objects.latest("pk").as_of)
