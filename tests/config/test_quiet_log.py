"""Addresses that are keys do not stand in the log."""

import logging

from django.conf import settings

from config.quiet_log import HideKeys

TOKEN = "dGhpcyBpcyBhIHRva2VuIGZvciBhIHRlc3Q_-abcdefg"


def line(message: str, *args) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert HideKeys().filter(record)
    return record.getMessage()


def test_the_token_of_a_client_link_is_hidden():
    assert line("%s: %s", "Not Found", f"/c/{TOKEN}/decide/") == "Not Found: /c/.../decide/"
    assert TOKEN not in line(f"GET /c/{TOKEN}/data.json 200")


def test_other_lines_stay_as_they_are():
    assert line("%s: %s", "Not Found", "/campaigns/12/") == "Not Found: /campaigns/12/"
    assert line("100%") == "100%"


def test_every_handler_hides_them():
    assert all("keys" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
