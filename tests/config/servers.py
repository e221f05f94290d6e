"""What tests ask a server."""

from pathlib import Path

import psycopg2
import redis

from config.server_process import pid_in


def query(url: str, statement: str, *values) -> list[tuple]:
    """The rows of one statement in a connection of its own; writes are committed."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def ask_redis(url: str, *words):
    """The answer to one command."""
    with redis.Redis.from_url(url) as client:
        return client.execute_command(*words)


def postmaster(var: Path) -> int:
    """The pid that PostgreSQL wrote down."""
    return pid_in(data_of(var) / "postgres/data/postmaster.pid")


def data_of(var: Path) -> Path:
    """Where the servers of `var` keep their data."""
    record = var / "services/home"
    return Path(record.read_text()) if record.exists() else var / "servers"


def state_of(pid: int) -> str:
    """The letter that the kernel gives a process; "" when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def owner_of(pid: int) -> int:
    """The user number that a process runs as."""
    return Path(f"/proc/{pid}").stat().st_uid


def mode_of(path: Path) -> int:
    """The permission bits."""
    return path.stat().st_mode & 0o777
