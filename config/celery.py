"""The Celery application; queues and the beat schedule stand in `config/settings.py`."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("handpick")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["influencers.importing", "influencers.finding", "influencers.pictures"])


@worker_process_init.connect
def leave_ending_to_the_parent(**_) -> None:
    """Ctrl-C reaches the whole process group. The parent lets its children end their tasks; a child that
    ended itself would tear its task in two and fill the terminal with a trace."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
