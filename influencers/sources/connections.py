"""Connections that stay open between calls, and those that go to public addresses only."""

import ipaddress
import os
import socket
from collections.abc import Callable

import urllib3
from requests.adapters import HTTPAdapter

# Servers whose connections are kept, and how many to each: a worker's threads share them.
SERVERS, CONNECTIONS = 32, 16
_kept: dict[tuple[int, bool], HTTPAdapter] = {}


def adapter(guarded: bool) -> HTTPAdapter:
    """What carries calls; one for the whole process, so that connections outlive the source that made them.
    `guarded`: to public addresses only. A forked process makes its own."""
    key = (os.getpid(), guarded)
    if key not in _kept:
        made = GuardedAdapter if guarded else HTTPAdapter
        _kept[key] = made(pool_connections=SERVERS, pool_maxsize=CONNECTIONS, max_retries=0)
    return _kept[key]


class PrivateAddress(OSError):
    """A host that a user gave resolves to an address that is not public."""


def _public_only(host: str, port: int) -> None:
    for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(address[0].split("%")[0]).is_global:
            raise PrivateAddress(f"{host} is {address[0]}")


class _GuardedHTTP(urllib3.connection.HTTPConnection):
    def _new_conn(self):
        return _checked(self, super()._new_conn)


class _GuardedHTTPS(urllib3.connection.HTTPSConnection):
    def _new_conn(self):
        return _checked(self, super()._new_conn)


def _checked(connection, connect: Callable[[], socket.socket]) -> socket.socket:
    """A connection to a public address. The peer is looked at again, as a name may change in between."""
    _public_only(connection.host, connection.port)
    made = connect()
    if not ipaddress.ip_address(made.getpeername()[0].split("%")[0]).is_global:
        made.close()
        raise PrivateAddress(connection.host)
    return made


class GuardedAdapter(HTTPAdapter):
    """Connects to public addresses only."""

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": _GuardedHTTP}),
            "https": type("Pool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": _GuardedHTTPS}),
        }
