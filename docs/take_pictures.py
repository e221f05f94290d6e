"""Takes the README's pictures: `python -m docs.take_pictures ADDRESS USER PASSWORD` of a running Handpick."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from config.install import find_chromium

PICTURES = Path(__file__).resolve().parent / "pictures"
PAGES = {"discover": "/?followers_min=5000&followers_max=100000"}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main(address: str, user: str, password: str) -> None:
    """Signs in and keeps one picture a page."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/accounts/login/")
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill(password)
        page.get_by_label("Password").press("Enter")
        page.wait_for_url(f"{address}/")
        for name, path in PAGES.items():
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
