"""Starting a program, and what it and all that it started cost: CPU time and memory, read from /proc."""

import os
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A running program with the processes below it, in a session of its own so that none escapes the stop."""

    def __init__(self, command, folder, environment=None, log=None):
        self.log = log or folder / "log.txt"
        self.started = time.monotonic()
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **(environment or {})}, start_new_session=True)

    def cpu_seconds(self):
        """CPU time used so far by all processes of the tree, those that have ended included."""
        ticks = 0
        for pid in self.tree():
            fields = stat(pid)
            if fields:
                ticks += sum(int(field) for field in fields[11:15])
        return ticks / TICKS

    def memory_mb(self):
        """Proportional set size of the tree in MB (10^6 bytes): each shared page counted once over its sharers."""
        kilobytes = 0
        for pid in self.tree():
            try:
                with open(f"/proc/{pid}/smaps_rollup") as file:
                    kilobytes += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return kilobytes * 1024 / 1e6

    def tree(self):
        parents, sessions = {}, {}
        for name in os.listdir("/proc"):
            if name.isdigit() and (fields := stat(name)):
                parents[int(name)], sessions[int(name)] = int(fields[1]), int(fields[3])
        found = {pid for pid, session in sessions.items() if session == self.process.pid}
        while True:
            more = {pid for pid, parent in parents.items() if parent in found} - found
            if not more:
                return sorted(found)
            found |= more

    def await_quiet(self, seconds=60):
        """Waits until the tree uses less than a tenth of a core: some servers answer before all of their workers do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            before = self.cpu_seconds()
            time.sleep(1)
            if self.cpu_seconds() - before < 0.1:
                return

    def require_running(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.process.args[0]} ended with {self.process.returncode}; its last words:\n{self.tail()}")

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self):
        members = self.tree()
        signal_all([self.process.pid] if self.process.poll() is None else [], signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        signal_all([pid for pid in set(members) | set(self.tree()) if pid != self.process.pid], signal.SIGKILL)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def stat(pid):
    """Fields of /proc/PID/stat from the state on, or None where the process has gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def run_to_end(command, folder, environment=None):
    """Runs a command; gives wall seconds and CPU seconds of it and its children. A failure is an exception."""
    log = folder / "command.log"
    before = time.monotonic()
    program = Program(command, folder, environment, log)
    _, status, usage = os.wait4(program.process.pid, 0)
    wall = time.monotonic() - before
    program.process.returncode = os.waitstatus_to_exitcode(status)
    if program.process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {program.process.returncode}:\n{program.tail()}")
    return wall, usage.ru_utime + usage.ru_stime
