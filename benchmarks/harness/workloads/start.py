"""Start to the first healthy answer, from the launcher on: on a database that exists (25,000 runs) and on none."""

import os
import shutil

from harness import databases


def run(name, bench):
    for case, template in [("existing database", databases.filled), ("no database", None)]:
        for _, contestant in bench.rounds(bench.contestants):
            folder = bench.fresh_folder(contestant.name)
            database = folder / "tracking.db"
            if template:
                shutil.copyfile(template(bench, contestant), database)
                # The copy is on the disk before the clock starts: what is measured is the start, not its writing back.
                os.sync()
            with contestant.start(folder, database, pause=0.002) as server:
                bench.samples.add(name, case, contestant.name, seconds=server.seconds, cpu_s=server.program.cpu_seconds())
