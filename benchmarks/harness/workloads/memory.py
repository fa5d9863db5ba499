"""Memory of the process tree of an idle server, a minute after its first healthy answer (PSS)."""

import time

from harness.bench import stop_all


def run(name, bench):
    running = bench.start_all(filled=True)
    try:
        time.sleep(bench.options.idle)
        for server in running:
            bench.samples.add(name, "idle", server.contestant.name, pss_mb=server.program.memory_mb(),
                              processes=len(server.program.tree()))
    finally:
        stop_all(running)
