"""`manage.py services start|stop|status`: the embedded PostgreSQL and Valkey."""

from django.core.management.base import BaseCommand

from config import services


class Command(BaseCommand):
    """Starts, stops or shows the servers that Handpick brings along."""

    help = "Starts, stops or shows the embedded PostgreSQL and Valkey."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["start", "stop", "status"], nargs="?", default="status")

    def handle(self, action, **options):
        if action == "start":
            services.ensure_services()
        elif action == "stop":
            names = services.stop_services()
            self.stdout.write(f"Stopped: {', '.join(names)}." if names else "Nothing ran.")
        if action != "stop":
            for name, state in services.services_status():
                self.stdout.write(f"{name}: {state}")
