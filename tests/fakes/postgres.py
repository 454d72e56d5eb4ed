"""A PostgreSQL server of the tests' own, from the installed binaries, on loopback."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pg8000.native


class NoPostgresError(Exception):
    """There are no binaries to start one from."""


def binaries():
    """Return the folder of initdb and postgres."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    message = "neither initdb in PATH nor /usr/lib/postgresql/*/bin: apt-get install postgresql"
    raise NoPostgresError(message)


def free_port():
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _owner():
    """PostgreSQL refuses to run as root: another user of this machine, or ourselves."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgresError("no user but root to run it as")


@contextmanager
def running_server():
    """Start a server and yield its port; every test makes a database of its own."""
    folder, owner, place = Path(tempfile.mkdtemp(prefix="pg-")), _owner(), binaries()
    data, port = folder / "data", free_port()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **owner}
    subprocess.run(
        [place / "initdb", "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        **quiet,
    )
    options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"]
    server = subprocess.Popen(
        [place / "postgres", "-D", data, "-p", str(port), "-k", folder, *options], **quiet
    )
    try:
        _await(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder)


def create_database(port, name):
    """Make an empty database and return its URL."""
    with _connection(port) as connection:
        connection.run(f"CREATE DATABASE {name}")
    return f"postgresql+pg8000://shop:geheimnis@127.0.0.1:{port}/{name}"


@contextmanager
def _connection(port):
    connection = pg8000.native.Connection(
        "shop", host="127.0.0.1", port=port, database="postgres", password="geheimnis"
    )
    try:
        yield connection
    finally:
        connection.close()


def _await(port, server):
    for _ in range(300):
        try:
            with _connection(port):
                return
        except pg8000.exceptions.Error:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise NoPostgresError(f"the server on port {port} did not come up")
