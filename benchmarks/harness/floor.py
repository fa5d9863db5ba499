"""The bare JDBC writer: what the database alone can take on this machine."""

import json
import shutil
import subprocess

from harness import databases
from harness.tools import jdk, sqlite_driver

SOURCE = "floor/BareWriter.java"


class Floor:
    label = "bare JDBC writer"

    def __init__(self, options, root, folder):
        self.options, self.folder = options, folder
        self.java = jdk(options.java_home) / "bin" / "java"
        self.class_path = f"{folder}:{sqlite_driver(root)}"
        subprocess.run([self.java.with_name("javac"), "-d", folder, root / "benchmarks" / SOURCE], check=True)

    def start(self, bench):
        """A writer on a fresh database, which it keeps from round to round as the servers keep theirs."""
        database = bench.fresh_folder("floor") / "tracking.db"
        shutil.copyfile(databases.empty(bench, None), database)
        return Writer(self, database)


class Writer:
    def __init__(self, floor, database):
        self.floor, self.database = floor, database

    def write(self, runs, keys, steps):
        """Writes as many batches per commit as there are runs; gives batches per second and CPU per batch."""
        options = self.floor.options
        words = [runs, keys, steps, max(1, round(options.warmup)), max(1, round(options.seconds))]
        finished = subprocess.run(
            [self.floor.java, "-cp", self.floor.class_path, "--enable-native-access=ALL-UNNAMED", "BareWriter",
             self.database, *map(str, words)], stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(finished.stdout.splitlines()[-1])
