"""The embedded servers in ordinary life."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from config import services
from config.server_process import pid_in
from tests.config.servers import ask_redis, data_of, mode_of, owner_of, postmaster, query, state_of

PROJECT = Path(__file__).resolve().parents[2]


def start_in_another_process(var: Path) -> subprocess.Popen:
    script = "from config import services; print(*services.ensure_services())"
    environment = {**os.environ, "HANDPICK_VAR": str(var)}
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE
    )


def test_both_servers_start_and_keep_their_data_and_addresses(var):
    first = services.ensure_services()
    query(first[0], "CREATE TABLE kept (word text)")
    query(first[0], "INSERT INTO kept VALUES ('健身')")
    ask_redis(first[1], "SET", "kept", "健身")

    assert services.stop_services() == ["Valkey", "PostgreSQL"]
    assert services.ensure_services() == first
    assert query(first[0], "SELECT word FROM kept") == [("健身",)]
    assert ask_redis(first[1], "GET", "kept").decode() == "健身"


def test_the_text_of_every_script_is_understood(var, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")  # the machine's locale must not matter
    database, _ = services.ensure_services()
    query(database, "CREATE EXTENSION pg_trgm")
    (trigrams, lower, version, checksums), *_ = query(
        database,
        "SELECT cardinality(show_trgm('健身')), lower('ÀИ'), current_setting('server_version_num')::int,"
        " current_setting('data_checksums')",
    )
    assert trigrams > 0
    assert lower == "àи"
    assert version // 10000 == 18
    assert checksums == "on"


def test_the_extensions_that_migrations_create_are_there(used_var):
    database, _ = services.ensure_services()
    names = query(
        database,
        "SELECT name FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent', 'btree_gin')",
    )
    assert len(names) == 3


def test_servers_that_run_cost_a_command_little(used_var):
    services.ensure_services()
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        services.ensure_services()
        spent.append(time.perf_counter() - begin)
    assert min(spent) < 0.05


def test_only_this_machine_and_only_with_the_password(used_var):
    database, broker = services.ensure_services()
    for kept in ("postgres-port", "valkey-port"):
        port = pid_in(used_var / "services" / kept)
        listeners = {
            line.split()[1]
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].rsplit(":", 1)[1], 16) == port
        }
        assert listeners == {f"0100007F:{port:04X}"}
    password = database.split(":")[2].split("@")[0]
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        query(database.replace(password, "guess"), "SELECT 1")
    with pytest.raises(redis.AuthenticationError):
        ask_redis(f"redis://{broker.split('@')[1]}", "PING")


def test_nobody_else_can_read_secrets_or_data(var):
    previous = os.umask(0)  # the most careless one
    try:
        database, broker = services.ensure_services()
    finally:
        os.umask(previous)
    data = data_of(var)
    folders = [var / "services", data / "postgres", data / "postgres/data", data / "valkey"]
    assert [mode_of(folder) for folder in folders] == [0o700] * 4
    assert mode_of(var / "services/postgres-password") == mode_of(var / "services/valkey-password") == 0o600
    secrets = [(var / f"services/{name}-password").read_bytes() for name in ("postgres", "valkey")]
    commands = b"\n".join(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
    assert all(len(secret) > 40 and secret not in commands for secret in secrets)
    assert not list(data.rglob("initial-password"))


def test_a_secret_is_born_closed(var):
    """Under umask 0, a file that ends as 0600 without a chmod had that mode from its first moment."""
    script = """
import os, sys
changed = []
sys.addaudithook(lambda event, words: changed.append(str(words[0])) if event == "os.chmod" else None)
os.umask(0)
from config import services
services.ensure_services()
print([path for path in changed if "password" in path])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, text=True, capture_output=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert {mode_of(path) for path in (var / "services").glob("*-password")} == {0o600}


def test_servers_never_run_as_root(used_var):
    services.ensure_services()
    data = data_of(used_var)
    owners = {owner_of(postmaster(used_var)), owner_of(pid_in(data / "valkey/pid"))}
    assert 0 not in owners
    assert owners == {(data / "postgres/data").stat().st_uid}


def test_a_taken_port_is_left_to_whoever_has_it(used_var):
    first = services.ensure_services()
    services.stop_services()
    taken = [pid_in(used_var / f"services/{name}-port") for name in ("postgres", "valkey")]
    with socket.create_server(("127.0.0.1", taken[0])), socket.create_server(("127.0.0.1", taken[1])):
        second = services.ensure_services()
    assert not set(first) & set(second)
    assert query(second[0], "SELECT 1") == [(1,)]
    assert ask_redis(second[1], "PING")


def test_many_at_once_start_one_server(var):
    others = [start_in_another_process(var) for _ in range(3)]
    answers = {other.communicate(timeout=120)[0] for other in others}
    assert answers == {" ".join(services.ensure_services()) + "\n"}
    assert all(other.returncode == 0 for other in others)


def test_two_clones_at_once_have_servers_of_their_own(new_var):
    folders = [new_var("one/var"), new_var("other/var")]
    answers = [start.communicate(timeout=120)[0].split() for start in map(start_in_another_process, folders)]
    for number, (database, _) in enumerate(answers):
        query(database, "CREATE TABLE mine AS SELECT %s AS number", number)
    assert [query(database, "SELECT number FROM mine") for database, _ in answers] == [[(0,)], [(1,)]]
    assert answers[0][1] != answers[1][1]


def test_a_path_longer_than_a_socket_may_have(new_var):
    var = new_var("/".join(["a folder with a rather long name"] * 5))
    assert len(str(var)) > 150
    database, broker = services.ensure_services()
    assert query(database, "SELECT 1") == [(1,)]
    assert ask_redis(broker, "PING")


def test_outside_servers_are_used_and_no_embedded_one_starts(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example.org/handpick")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org/0")
    assert services.ensure_services() == (os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    assert not var.exists()


def test_one_outside_server_leaves_the_other_embedded(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example.org/handpick")
    database, broker = services.ensure_services()
    assert database == os.environ["DATABASE_URL"]
    assert ask_redis(broker, "PING")
    assert not (data_of(var) / "postgres").exists()
    states = dict(services.services_status())
    assert "outside" in states["PostgreSQL"]
    assert "runs on 127.0.0.1" in states["Valkey"]


def test_stop_leaves_no_process_and_may_be_said_twice(used_var):
    services.ensure_services()
    pids = [postmaster(used_var), pid_in(data_of(used_var) / "valkey/pid")]
    services.stop_services()
    assert all(state_of(pid) in ("", "Z") for pid in pids)
    assert services.stop_services() == []


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("manage.py migrate", True),
        ("manage.py import_profiles file.csv", True),
        ("/somewhere/manage.py shell", True),
        ("celery -A config worker", True),
        ("gunicorn config.wsgi", True),
        ("pytest", True),
        ("/somewhere/pytest/__main__.py", True),  # python -m pytest
        ("/somewhere/django/__main__.py check", False),
        ("manage.py", False),
        ("manage.py services stop", False),
        ("manage.py help migrate", False),
        ("manage.py migrate --help", False),
        ("manage.py check --deploy", False),
        ("manage.py makemigrations --check --dry-run", False),
        ("manage.py collectstatic --no-input", False),
    ],
)
def test_only_commands_that_ask_a_server_start_one(line, needed):
    assert services.needs_server(line.split()) is needed


def test_the_command_shows_starts_and_stops(var):
    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        environment = {**os.environ, "HANDPICK_ENV": os.devnull}
        return subprocess.run(
            command, cwd=PROJECT, env=environment, text=True, capture_output=True, check=True
        ).stdout

    assert manage("services", "status") == "PostgreSQL: does not run\nValkey: does not run\n"
    assert not (var / "servers").exists()
    assert manage("services", "start").count("runs on 127.0.0.1:") == 2
    assert manage("services", "stop") == "Stopped: Valkey, PostgreSQL.\n"
    assert manage("services", "stop") == "Nothing ran.\n"
