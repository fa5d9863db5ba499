"""The few requests that the harness itself makes: health, set-up and checks. The load comes from wrk."""

import json
import time
import urllib.error
import urllib.request
from http.client import HTTPException


class Client:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"

    def patiently(self, request, tries=5):
        """Asks again where the connection broke: under load MLflow restarts workers that are too busy to say so."""
        for left in reversed(range(tries)):
            try:
                return request()
            except (ConnectionError, HTTPException):
                if not left:
                    raise
                time.sleep(1)

    def get(self, path, timeout=60):
        with urllib.request.urlopen(self.base + path, timeout=timeout) as answer:
            return answer.read()

    def post(self, path, message, timeout=60):
        request = urllib.request.Request(
            self.base + path, json.dumps(message).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.code} {error.read()[:500]!r}") from error

    def create_experiment(self, name):
        message = {"name": f"{name} {time.monotonic_ns()}"}
        return self.patiently(lambda: self.post("/api/2.0/mlflow/experiments/create", message)["experiment_id"])

    def get_experiment(self, name):
        answer = json.loads(self.get(f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={name}"))
        return answer["experiment"]["experiment_id"]

    def create_run(self, experiment):
        message = {"experiment_id": experiment, "start_time": int(time.time() * 1000)}
        return self.patiently(lambda: self.post("/api/2.0/mlflow/runs/create", message)["run"]["info"]["run_id"])

    def await_healthy(self, program, path="/health", seconds=180, pause=0.05):
        """Waits for the first 200; gives the seconds since the program was started."""
        while True:
            program.require_running()
            try:
                self.get(path, timeout=5)
                return time.monotonic() - program.started
            except (urllib.error.URLError, HTTPException, OSError):
                if time.monotonic() - program.started > seconds:
                    raise RuntimeError(f"no answer from {self.base}{path} in {seconds} s:\n{program.tail()}") from None
                time.sleep(pause)
