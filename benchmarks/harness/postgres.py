"""A PostgreSQL server of this machine's packages for the time of the measurements, with its own defaults."""

import csv
import glob
import io
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from harness import databases
from harness.processes import Program, run_to_end
from harness.tools import free_port

# What both schemas hold of the runs to search for, in an order that their foreign keys allow.
TABLES = ["experiments", "runs", "metrics", "latest_metrics", "params", "tags"]
USER = "bench"


class PostgresServer:
    """Starts when it is made. PostgreSQL does not run as root: there it is started as the user that its package made."""

    has_floor = False

    def __init__(self):
        self.programs = newest_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="millrace-benchmarks-postgresql-"))
        self.port = free_port()
        self.templates = set()
        self.numbers = iter(range(1, 1_000_000))
        self.as_user = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.as_user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
        data = self.folder / "data"
        subprocess.run([*self.as_user, self.programs / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.program = Program(
            [*self.as_user, self.programs / "postgres", "-D", data, "-p", self.port, "-c", "listen_addresses=127.0.0.1",
             "-c", "unix_socket_directories="], self.folder)
        self.await_ready()

    def await_ready(self, seconds=30):
        end = time.monotonic() + seconds
        ready = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready).returncode != 0:
            self.program.require_running()
            if time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start:\n{self.program.tail()}")
            time.sleep(0.1)

    def fresh(self, bench, contestant, folder, filled):
        """A new database: with the server's schema and the runs to search for, or as empty as the server wants it."""
        name = f"{contestant.name}_{next(self.numbers)}"
        template = None
        if filled:
            template = self.template(bench, contestant, f"{contestant.schema}_filled", self.fill)
        elif contestant.schema == "mlflow":
            template = self.template(bench, contestant, "mlflow_empty", self.make_empty)
        self.create(name, template)
        return PostgresDatabase(self, name)

    def template(self, bench, contestant, name, make):
        if name not in self.templates:
            make(bench, contestant, name)
            self.templates.add(name)
        return name

    def make_empty(self, bench, contestant, name):
        self.create(name)
        run_to_end([bench.mlflow / "bin" / "mlflow", "db", "upgrade", PostgresDatabase(self, name).uri], bench.folder)

    def fill(self, bench, contestant, name):
        """Copies the rows of the SQLite file of the same content."""
        if contestant.schema == "mlflow":
            self.create(name, self.template(bench, contestant, "mlflow_empty", self.make_empty))
        else:
            self.create(name)
            with contestant.start(bench.fresh_folder(contestant.name), PostgresDatabase(self, name)):
                pass
        there = "SELECT count(*) FROM experiments WHERE experiment_id = 0"
        has_default = PostgresDatabase(self, name).count(there, []) > 0
        with closing(sqlite3.connect(databases.filled_file(bench, contestant))) as source:
            for table in TABLES:
                only = " WHERE experiment_id > 0" if table == "experiments" and has_default else ""
                self.copy(source, name, table, only)
        self.sql(name, "SELECT setval(pg_get_serial_sequence('experiments', 'experiment_id'), max(experiment_id))"
                       " FROM experiments")
        self.sql(name, "ANALYZE")

    def copy(self, source, name, table, only):
        rows = source.execute(f"SELECT * FROM {table}{only}")
        columns = ", ".join(f'"{column[0]}"' for column in rows.description)
        content = io.StringIO()
        writer = csv.writer(content)
        for row in rows:
            writer.writerow([r"\N" if value is None else value for value in row])
        self.sql(name, rf"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '\N')", content.getvalue())

    def create(self, name, template=None):
        self.sql("postgres", f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))

    def sql(self, name, statement, given=None):
        """Runs a statement, with what COPY reads, and gives the first column of its answer as text."""
        command = [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
                   "-p", str(self.port), "-U", USER, "-d", name, "-c", statement]
        finished = subprocess.run(command, input=given, capture_output=True, text=True)
        if finished.returncode != 0:
            raise RuntimeError(f"psql: {finished.stderr.strip()} in: {statement[:200]}")
        return finished.stdout.strip()

    def stop(self):
        self.program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresDatabase:
    """One database of the server, by the addresses that the contestants take."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.uri = f"postgresql+psycopg2://{USER}@127.0.0.1:{server.port}/{name}"
        self.uri_of_go = f"postgres://{USER}@127.0.0.1:{server.port}/{name}"

    def count(self, query, values):
        literals = iter([f"'{value}'" if isinstance(value, str) else str(value) for value in values])
        return int(self.server.sql(self.name, re.sub(r"\?", lambda _: next(literals), query)))


def newest_programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
    if not found:
        raise RuntimeError("no PostgreSQL found below /usr/lib/postgresql: apt-get install postgresql")
    return Path(found[-1]).parent
