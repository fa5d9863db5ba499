"""Start to the first healthy answer, from the launcher on: on a database that exists (25,000 runs) and on none."""

import os
import shutil

from harness.databases import SqliteFile, filled_file


def run(name, bench):
    for case, existing in [("existing database", True), ("no database", False)]:
        for _, contestant in bench.rounds(bench.contestants):
            folder = bench.fresh_folder(contestant.name)
            database = SqliteFile(folder / "tracking.db")
            if existing:
                shutil.copyfile(filled_file(bench, contestant), database.file)
                # The copy is on the disk before the clock starts: what is measured is the start, not its writing back.
                os.sync()
            with contestant.start(folder, database, pause=0.002) as server:
                bench.samples.add(name, case, contestant.name, seconds=server.seconds, cpu_s=server.program.cpu_seconds())
