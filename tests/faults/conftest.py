"""A whole installation to break: its own PostgreSQL, Valkey and worker, and a network that counts."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import redis
from celery import Celery

from config.postgres_server import PostgresServer
from config.server_home import open_home
from config.valkey_server import ValkeyServer
from tests.config.servers import ask_redis, query
from tests.faults.network import Network
from tests.influencers.stub import stub_server
from tests.waiting import wait_until
from tests.worker import PROJECT, celery_worker


class Installation:
    """Handpick in a folder of its own."""

    network: Network

    def __init__(self, var: Path):
        home = open_home(var)
        self.postgres, self.valkey = PostgresServer(home), ValkeyServer(home)
        self.postgres.start()
        self.valkey.start()
        self.database, self.redis = self.postgres.url(), self.valkey.url()
        self.environment = {
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis,
            "HANDPICK_VAR": str(var),
        }
        self.run("manage.py", "migrate", "--verbosity", "0")

    def begin(self, network: Network) -> None:
        """An empty catalogue and empty queues, and `network` as the only source."""
        self.network = network
        self.environment["BLUESKY_APPVIEW_URL"] = network.url
        tables = "influencers_influencer, influencers_budget, influencers_refreshrun"
        self.rows(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        ask_redis(self.redis, "FLUSHALL")

    def end(self) -> None:
        """Stops both servers."""
        self.valkey.stop()
        self.postgres.stop()

    def run(self, *words: str) -> None:
        """Runs Python with these words in this installation."""
        subprocess.run(
            [sys.executable, *words], cwd=PROJECT, env={**os.environ, **self.environment}, check=True
        )

    def stock(self, count: int) -> None:
        """Puts `count` accounts into the catalogue, all due."""
        self.run("-m", "tests.faults.stock", str(count))

    def worker(self) -> AbstractContextManager[subprocess.Popen]:
        """A worker with two processes."""
        return celery_worker(**self.environment)

    def tick(self) -> None:
        """What beat does each minute."""
        with Celery(broker=self.redis) as app:
            app.send_task("influencers.tasks.refresh_due", queue="sources")

    def rows(self, statement: str, *values) -> list[tuple]:
        """The rows of a statement."""
        return query(self.database, statement, *values)

    def one(self, statement: str, *values):
        """The only value of a statement."""
        return self.rows(statement, *values)[0][0]

    def idle(self) -> bool:
        """Whether a worker answers and has nothing in its hands."""
        try:
            with Celery(broker=self.redis) as app:
                working = app.control.inspect(timeout=1).active()
        except redis.ConnectionError:  # Valkey was restarted since this process last asked
            return False
        return bool(working) and not any(working.values())

    def refreshed(self) -> int:
        """How many accounts are up to date."""
        return self.one("SELECT count(*) FROM influencers_profile WHERE refresh_status = 'ok'")

    def tick_until(self, count: int, seconds: float = 180) -> None:
        """Ticks, again whenever the queue ran dry, until so many accounts are up to date."""
        before = -1

        def done() -> bool:
            nonlocal before
            now = self.refreshed()
            if now == before:
                self.tick()
            before = now
            return now >= count

        self.tick()
        wait_until(done, seconds, every=1, what=f"{count} refreshed accounts")

    def leases_run_out(self) -> None:
        """As if half an hour went by since somebody who is no more took accounts, and began a run."""
        self.rows("UPDATE influencers_profile SET claimed_until = now() WHERE claimed_until IS NOT NULL")
        self.rows(
            "UPDATE influencers_refreshrun SET started_at = started_at - interval '31 minutes'"
            " WHERE state = 'running'"
        )

    def retries_come_due(self) -> None:
        """As if those minutes went by for which failed accounts, and a source that fell over, are let be."""
        self.rows("UPDATE influencers_profile SET next_refresh_at = now() WHERE refresh_status <> 'ok'")
        self.rows("UPDATE influencers_budget SET paused_until = now() WHERE kind = ''")

    def restart_postgres(self) -> None:
        """Stops PostgreSQL while others use it, and starts it again."""
        self.postgres.stop()
        self.postgres.start()

    def empty_valkey(self) -> None:
        """Stops Valkey, loses all it held, and starts it again."""
        self.valkey.stop()
        shutil.rmtree(self.valkey.folder)
        self.valkey.home.folder("valkey")
        self.valkey.start()

    def doubled(self) -> list[tuple]:
        """Accounts with more than one stored result, of which the due time was one."""
        return self.rows(
            "SELECT post.profile_id, count(*) FROM influencers_post post"
            " JOIN influencers_postreading reading ON reading.post_id = post.id"
            " GROUP BY post.id HAVING count(*) > 1"
        )


@pytest.fixture(scope="package")
def whole_installation() -> Iterator[Installation]:
    """The installation that all tests of faults share."""
    with tempfile.TemporaryDirectory(prefix="handpick-test-") as folder:
        Path(folder).chmod(0o755)
        var = Path(folder) / "var"
        installation = Installation(var)
        yield installation
        installation.end()
        if (data := installation.postgres.home.data).parent != var:
            shutil.rmtree(data)


@pytest.fixture
def installation(whole_installation) -> Iterator[Installation]:
    """An installation without a creator, whose one source is the fault network."""
    with stub_server() as stub:
        whole_installation.begin(Network(stub))
        yield whole_installation
