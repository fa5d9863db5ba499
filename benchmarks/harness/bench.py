"""What a workload is given: options, servers, databases, and the loop over rounds."""

import os

from harness import load
from harness.databases import SqliteFiles
from harness.postgres import PostgresServer


class Bench:
    def __init__(self, options, root, samples, contestants, floor, mlflow, folder):
        self.options, self.root, self.samples = options, root, samples
        self.contestants, self.floor, self.mlflow, self.folder = contestants, floor, mlflow, folder
        self.databases = SqliteFiles()
        self._numbers = iter(range(1, 1_000_000))

    def use_postgresql(self):
        """Starts a PostgreSQL server, on which the databases are until :meth:`stop`."""
        self.databases = PostgresServer()

    def stop(self):
        self.databases.stop()
        self.databases = SqliteFiles()

    def fresh_folder(self, name):
        folder = self.folder / f"{name}-{next(self._numbers)}"
        folder.mkdir(parents=True)
        return folder

    def rounds(self, members):
        """Pairs of round and member; the order turns from round to round, so that none always goes first."""
        members = list(members)
        for number in range(self.options.rounds):
            shift = number % max(1, len(members))
            for member in members[shift:] + members[:shift]:
                yield number, member

    def connections(self, usual):
        return [number for number in usual if not self.options.connections or number in self.options.connections]

    def start_all(self, filled=False):
        """Starts every contestant on a database of its own: with runs to search for, or empty."""
        running = []
        try:
            for contestant in self.contestants:
                folder = self.fresh_folder(contestant.name)
                database = self.databases.fresh(self, contestant, folder, filled)
                running.append(contestant.start(folder, database))
            for server in running:
                server.program.await_quiet()
        except BaseException:
            stop_all(running)
            raise
        return running

    def measure(self, server, script, connections, warmed, **arguments):
        """Warms the server up with the same load, then drives it for the time and count of the options.

        A server that is slow in the warm-up gets more time, up to a minute, to answer each connection a few times.
        What any of the servers has written and not synced goes to the disk before, or the one that is measured next
        would wait for it in its own syncs.
        """
        options = self.options
        warm = load.drive(server.port, script, connections, 1 if warmed else options.warmup, options.limit,
                          base=1_000_000, **arguments)
        os.sync()
        needed = ANSWERS * connections / warm["rate"] if warm["rate"] else LONGEST
        return load.drive(server.port, script, connections, min(LONGEST, max(options.seconds, needed)), options.limit,
                          server.program, base=MEASURED_FROM, **arguments)


# Steps of the measured requests start here, those of the warm-up lower, so that rows can be told apart and counted.
MEASURED_FROM = 500_000_000
ANSWERS = 4
LONGEST = 60


def stop_all(running):
    for server in running:
        server.program.stop()
