"""Databases to start from: SQLite files, generated once into the cache folder in the schema that the server itself made."""

import os
import random
import shutil
import sqlite3
from contextlib import closing

from harness.processes import run_to_end

RUNS = 25_000
POINTS = 100_000
EXPERIMENT = 1
HISTORY_EXPERIMENT = 2
HISTORY_RUN = "f" * 32
HISTORY_KEY = "loss"
START = 1_700_000_000_000


class SqliteFiles:
    """The kind of database that most workloads run on: a file for each server."""

    has_floor = True

    def fresh(self, bench, contestant, folder, filled):
        """A copy of the file with the runs to search for, or one that is as empty as the server wants it."""
        database = SqliteFile(folder / "tracking.db")
        if filled:
            shutil.copyfile(filled_file(bench, contestant), database.file)
        elif contestant.schema == "mlflow":
            shutil.copyfile(empty(bench, contestant), database.file)
        return database

    def stop(self):
        """Nothing runs."""


class SqliteFile:
    """A file, by the addresses that the contestants take."""

    def __init__(self, file):
        self.file = file
        self.uri = f"sqlite:///{file}"
        self.uri_of_go = f"sqlite://{file}"

    def count(self, query, values):
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(query, values).fetchone()[0]


def empty(bench, _):
    """A file that MLflow's own `db upgrade` made, with the default experiment."""
    return cached(bench, "mlflow-empty.db", make_empty)


def filled_file(bench, contestant):
    """25,000 runs of 10 metrics, 10 params and 5 tags each, and one run with a metric of 100,000 points."""
    if contestant.schema == "mlflow":
        return cached(bench, "mlflow-filled.db", make_filled)
    return cached(bench, "fasttrackml-filled.db", lambda bench, file: make_filled_fasttrackml(bench, contestant, file))


def cached(bench, name, make):
    file = bench.options.cache / name
    if not file.exists():
        print(f"generating {file}", flush=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        make(bench, partial)
        os.replace(partial, file)
    return file


def make_empty(bench, file):
    run_to_end([bench.mlflow / "bin" / "mlflow", "db", "upgrade", f"sqlite:///{file}"], bench.folder)
    with closing(sqlite3.connect(file)) as database, database:
        insert_experiment(database, 0, "Default")
        database.execute("PRAGMA journal_mode=DELETE")


def make_filled(bench, file):
    with closing(sqlite3.connect(empty(bench, None))) as source, closing(sqlite3.connect(file)) as database:
        source.backup(database)
        with database:
            fill(database)


def make_filled_fasttrackml(bench, contestant, file):
    with contestant.start(bench.fresh_folder(contestant.name), SqliteFile(file)):
        pass
    with closing(sqlite3.connect(file)) as database, database:
        fill(database, fasttrackml=True)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def insert_experiment(database, number, name, **more):
    columns = {"experiment_id": number, "name": name, "artifact_location": f"mlflow-artifacts:/{number}",
               "lifecycle_stage": "active", "creation_time": START, "last_update_time": START, **more}
    insert(database, "experiments", columns, [tuple(columns.values())])


def insert(database, table, columns, rows):
    marks = ", ".join("?" * len(list(columns)))
    database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def fill(database, fasttrackml=False):
    more = {"namespace_id": 1} if fasttrackml else {}
    insert_experiment(database, EXPERIMENT, "search", **more)
    insert_experiment(database, HISTORY_EXPERIMENT, "history", **more)
    chance = random.Random(42)
    ids = [f"{chance.getrandbits(128):032x}" for _ in range(RUNS)]
    insert_runs(database, ids, EXPERIMENT, fasttrackml)
    insert_runs(database, [HISTORY_RUN], HISTORY_EXPERIMENT, fasttrackml, first=RUNS)
    rows = [(f"metric_{key}", chance.random(), START + number, number % 100, run)
            for number, run in enumerate(ids) for key in range(10)]
    insert_metrics(database, rows, rows, fasttrackml)
    history = [(HISTORY_KEY, 1 / (step + 1), START + step, step, HISTORY_RUN) for step in range(POINTS)]
    insert_metrics(database, history, history[-1:], fasttrackml)
    params = ((f"param_{key}", f"value-{chance.randrange(100)}", run) for run in ids for key in range(10))
    insert(database, "params", ["key", "value_str" if fasttrackml else "value", "run_uuid"], params)
    tags = ((key, value, run) for number, run in enumerate(ids) for key, value in [
        ("mlflow.runName", f"run-{number}"), ("mlflow.user", "bench"), ("mlflow.source.name", "train.py"),
        ("team", f"team-{number % 7}"), ("stage", ("draft", "final")[number % 2])])
    insert(database, "tags", ["key", "value", "run_uuid"], tags)


def insert_runs(database, ids, experiment, fasttrackml, first=0):
    columns = ["run_uuid", "name", "source_type", "source_name", "user_id", "status", "start_time", "end_time",
               "lifecycle_stage", "artifact_uri", "experiment_id"]
    rows = [(run, f"run-{first + number}", "LOCAL", "train.py", "bench", "FINISHED", START + number, START + number + 60_000,
             "active", f"mlflow-artifacts:/{experiment}/{run}/artifacts", experiment) for number, run in enumerate(ids)]
    if fasttrackml:
        columns, rows = [*columns, "row_num"], [(*row, first + number) for number, row in enumerate(rows)]
    insert(database, "runs", columns, rows)


def insert_metrics(database, points, latest, fasttrackml):
    columns = ["key", "value", "timestamp", "step", "run_uuid", "is_nan"]
    metric_columns, latest_columns, extra = columns, columns, (0,)
    if fasttrackml:
        metric_columns, latest_columns, extra = [*columns, "iter", "context_id"], [*columns, "last_iter", "context_id"], (0, 1, 1)
    insert(database, "metrics", metric_columns, (row + extra for row in points))
    insert(database, "latest_metrics", latest_columns, (row + extra for row in latest))
