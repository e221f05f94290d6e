"""The guards that hold for every page."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.models import User
from influencers.models import Influencer
from tests.factories import make_influencer, make_profile, make_user

pytestmark = pytest.mark.django_db
HTTPS_ENVIRONMENT = {"BASE_URL": "https://handpick.example.com", "SECRET_KEY": "only-for-this-test-" * 4}


@login_not_required
def broken(request):
    raise RuntimeError("on purpose")


@login_not_required
def suspicious(request):
    raise SuspiciousOperation("on purpose")


@login_not_required
def plain(request):
    return HttpResponse("ok")


urlpatterns = [path("broken/", broken), path("suspicious/", suspicious), path("plain/", plain)]


def settings_of(**environment) -> dict:
    """The settings of a process of its own under this environment."""
    code = (
        "import django, json; django.setup(); from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, default=str))"
    )
    clean = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "BASE_URL")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=clean | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])


def test_every_page_carries_the_headers(client):
    client.force_login(make_user())
    for address in (reverse("account"), reverse("login"), "/no/such/page/", "/healthz", "/admin/"):
        answer = client.get(address, follow=True)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'self'", address
        assert policy["frame-ancestors"] == policy["object-src"] == "'none'", address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        assert not {"script-src", "style-src"} & set(policy), "default-src alone decides"


def test_without_environment_debug_is_off_and_cookies_are_guarded():
    told = settings_of()
    assert told["DEBUG"] is False
    assert told["SESSION_COOKIE_HTTPONLY"] is True
    assert told["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert "*" not in told["ALLOWED_HOSTS"]
    assert len(told["SECRET_KEY"]) >= 50
    assert told["PASSWORD_HASHERS"][0].endswith("PBKDF2PasswordHasher")


def test_under_https_cookies_redirect_and_hsts_follow():
    told = settings_of(**HTTPS_ENVIRONMENT)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert told[name] is True, name
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["ALLOWED_HOSTS"] == ["handpick.example.com", "127.0.0.1", "localhost"]


def test_https_answers_say_so(client):
    with override_settings(
        SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000, SESSION_COOKIE_SECURE=True
    ):
        secure = Client()
        assert secure.get("/accounts/login/").url == "https://testserver/accounts/login/"
        assert secure.get("/healthz").status_code in (200, 503), "a probe behind the proxy speaks plain HTTP"
        make_user(username="ada")
        form = {"username": "ada", "password": "secret-42"}
        answer = secure.post("/accounts/login/", form, secure=True)
        assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
        assert answer.cookies["sessionid"]["secure"]
        assert answer.cookies["sessionid"]["httponly"]


def test_a_forged_host_is_refused_in_words():
    answer = Client().get("/accounts/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "was not understood" in answer.content.decode()


def test_a_post_without_its_token_is_refused_in_words_and_changes_nothing():
    browser = Client(enforce_csrf_checks=True)
    admin = make_user("admin")
    browser.force_login(admin)
    creator = make_influencer()
    block = {"action": "block", "_selected_action": [creator.pk]}
    for address, form in (
        (reverse("admin:influencers_influencer_changelist"), block),
        (reverse("invite"), {"email": "new@example.com", "role": "admin"}),
        (reverse("login"), {"username": admin.username, "password": "secret-42"}),
        (reverse("logout"), {}),
    ):
        answer = browser.post(address, form)
        assert answer.status_code == 403, address
        assert "This form is too old" in answer.content.decode(), address
    assert Influencer.objects.get().status == "active"
    assert User.objects.count() == 1
    assert browser.get(reverse("account")).status_code == 200, "still signed in"


@override_settings(ROOT_URLCONF="tests.test_security")
def test_a_crash_answers_in_words_without_database_or_details(django_assert_num_queries):
    browser = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        answer = browser.get("/broken/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke on our side" in page
    assert "on purpose" not in page
    assert "RuntimeError" not in page


@override_settings(ROOT_URLCONF="tests.test_security")
def test_a_suspicious_request_answers_in_words():
    answer = Client().get("/suspicious/")
    assert answer.status_code == 400
    assert "was not understood" in answer.content.decode()


@pytest.mark.parametrize("where", ["tag", "nul\x00"])
def test_a_form_with_nul_in_it_is_refused_in_words(client, where):
    client.force_login(make_user("marketer"))
    answer = client.post(reverse("tag_add"), {"profiles": make_profile().pk, where: "a\x00b"})
    assert answer.status_code == 400
    assert "was not understood" in answer.content.decode()


@pytest.mark.parametrize(
    "wanted", ["abc", "2026-13-01", "//evil.example/", "https://evil.example/", "javascript:x"]
)
def test_a_form_leads_back_to_addresses_of_this_site_only(client, wanted):
    client.force_login(make_user("marketer"))
    pick = {"profiles": make_profile().pk, "tag": "fresh"}
    assert client.post(reverse("tag_add"), pick | {"next": wanted}).headers["Location"] == "/"
    back = client.post(reverse("tag_add"), pick | {"next": "/?country=DE"}).headers["Location"]
    assert back == "/?country=DE"


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_form_that_is_too_large_is_refused(client):
    client.force_login(make_user("admin"))
    answer = client.post(reverse("invite"), {"email": "a" * 2000})
    assert answer.status_code in (400, 413)
    assert User.objects.count() == 1


@pytest.mark.parametrize("page", ["400", "403_csrf", "500"])
def test_pages_for_bad_times_need_nothing(page, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = get_template(f"{page}.html").render({})
    assert "<h1>" in html
    assert 'href="/"' in html


def test_a_refusal_says_why_and_what_to_do(client):
    client.force_login(make_user("marketer"))
    answer = client.get(reverse("people"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "people with the role admin" in page
    assert "ask an admin" in page


def test_the_admin_has_no_door_of_its_own(client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    client.force_login(make_user("marketer"))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "role curator or admin" in answer.content.decode()


# Shapes of real secrets; a line that only names a variable or a test's own password has none of them.
SECRETS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "AWS key": r"\bAKIA[0-9A-Z]{16}\b",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b",
    "Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "Meta token": r"\bEAA[A-Za-z0-9]{40,}\b",
    "Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{20,}\b",
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}",
    "Django key": r"django-insecure-[^\s\"']{20,}",
    "address with a password": r"\b(?:postgres(?:ql)?|rediss?|smtps?|https?)://[^\s:/@\"'{}$<]+"
    r":(?!password@)[^\s@/\"'{}$<]{4,}@(?!127\.0\.0\.1|localhost)[\w.]+",
    "assigned secret": r"(?i)\b(?:secret_?key|api_?key|access_?token|client_?secret|auth_?token)\b[\"']?"
    r"\s*[:=]\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']",
}


def secrets_in(text: str) -> list[str]:
    return [name for name, shape in SECRETS.items() if re.search(shape, text)]


def test_no_secret_is_in_the_repository():
    root = settings.BASE_DIR
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name]
    assert "manage.py" in names
    found = {}
    for name in names:
        file = root / name
        assert file.name not in {".env", "id_rsa", "secret-key"}, name
        assert file.suffix not in {".pem", ".key", ".p12", ".sqlite3", ".dump"}, name
        if (
            file.is_file()
            and file != root / "tests/test_security.py"
            and (kinds := secrets_in(file.read_text(errors="ignore")))
        ):
            found[name] = kinds
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "AWS_KEY = '" + "AKIA" + "A1" * 8 + "'",
        "token: " + "ghp_" + "a" * 36,
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "DATABASE_URL=postgres://app:hunter22@db.example.com/app",
        'SECRET_KEY = "' + "x9" * 20 + '"',
    ],
)
def test_the_search_for_secrets_finds_them(line):
    assert secrets_in(line)


@pytest.mark.parametrize(
    "line",
    [
        'SECRET_KEY = env.text("SECRET_KEY")',
        "DATABASE_URL=postgres://user:password@localhost:5432/handpick",
        'f"postgresql://{user}:{password}@{host}/x"',
        'make_user(password="secret-42")',
    ],
)
def test_the_search_for_secrets_leaves_names_alone(line):
    assert not secrets_in(line)


def test_secrets_of_this_machine_are_kept_out_of_git():
    ignored = (settings.BASE_DIR / ".gitignore").read_text().split()
    assert {".env", "var/"} <= set(ignored)
