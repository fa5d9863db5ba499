"""One closed loop of requests by wrk: each connection sends its next request when it has the answer to its last."""

import json
import subprocess
import time
from pathlib import Path

LUA = Path(__file__).resolve().parents[1] / "lua"


class ConnectionsBroke(RuntimeError):
    """The server closed connections without an answer, as MLflow's does when it restarts a worker that is too busy."""


class RequestsFailed(RuntimeError):
    """The server answered some requests with an error."""


def drive(port, script, connections, seconds, limit, program=None, **arguments):
    """Runs the script; gives requests per second, latency and the CPU time that the program spent per request.

    An answer other than 2xx is an error, and so is none where a program is measured: a fast refusal is no result.
    """
    given = {**arguments, "limit": limit, "clock": round(1000 * time.time())}
    words = [f"{name}={value}" for name, value in given.items()]
    command = ["wrk", "-t", connections, "-c", connections, "-d", f"{max(1, round(seconds))}s", "--timeout", "300s",
               "-s", LUA / script, f"http://127.0.0.1:{port}", "--", *words]
    cpu = program.cpu_seconds() if program else 0
    finished = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              timeout=seconds + 400)
    cpu = program.cpu_seconds() - cpu if program else 0
    lines = [line for line in finished.stdout.splitlines() if line.startswith("RESULT ")]
    if finished.returncode != 0 or not lines:
        raise RuntimeError(f"wrk ended with {finished.returncode}: {finished.stdout}{finished.stderr}")
    result = json.loads(lines[0].removeprefix("RESULT "))
    if result["broken"]:
        raise ConnectionsBroke(f"{script}: {result}")
    if result["failed"]:
        raise RequestsFailed(f"{script}: {result}")
    if program and not result["cycles"]:
        raise RuntimeError(f"{script}: {result}")
    result["cpu_ms"] = 1000 * cpu / max(1, result["requests"])
    return result
