"""How each server is started, and on which database schema it works."""

import os

from harness.client import Client
from harness.processes import Program
from harness.tools import free_port


class Contestant:
    """A tracking server that can be started on a database."""

    schema = "mlflow"
    offset_tokens = True

    def __init__(self, name, label, program):
        self.name, self.label, self.program = name, label, program

    def start(self, folder, database, pause=0.05):
        """Starts the server on the database and waits for its first healthy answer."""
        folder.mkdir(parents=True, exist_ok=True)
        return Running(self, folder, database, pause)

    def command(self, folder, database, port):
        return [self.program, "server", "--backend-store-uri", database.uri,
                "--artifacts-destination", folder / "artifacts", "--host", "127.0.0.1", "--port", port]

    def environment(self):
        """No call home, and the programs beside the server's own in front, as in an activated virtual environment."""
        return {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true",
                "PATH": f"{self.program.parent}:{os.environ['PATH']}"}

    def scoring_command(self, models, port):
        """Command that serves the model over MLflow's scoring protocol, or None where the server has none."""
        return None

    def project_command(self, project):
        """Command that runs the project folder, or None where the server has none."""
        return None


class Millrace(Contestant):
    offset_tokens = False

    def scoring_command(self, models, port):
        return [self.program, "models", "serve", "-m", models / "onnx", "-h", "127.0.0.1", "-p", port]

    def project_command(self, project):
        return [self.program, "run", project, "--env-manager", "local", "--experiment-name", "no-op"]


class MLflow(Contestant):
    def scoring_command(self, models, port):
        return [self.program, "models", "serve", "-m", models / "sklearn", "-h", "127.0.0.1", "-p", port,
                "--env-manager", "local"]

    def project_command(self, project):
        return [self.program, "run", project, "--env-manager", "local", "--experiment-name", "no-op"]


class FastTrackML(Contestant):
    schema = "fasttrackml"

    def command(self, folder, database, port):
        return [self.program, "server", "--database-uri", database.uri_of_go, "--log-level", "error",
                "--default-artifact-root", folder / "artifacts", "--listen-address", f"127.0.0.1:{port}"]


class Running:
    """A started tracking server, its client and its database."""

    def __init__(self, contestant, folder, database, pause):
        self.contestant, self.database = contestant, database
        self.port = free_port()
        self.client = Client(self.port)
        self.program = Program(contestant.command(folder, database, self.port), folder, contestant.environment())
        try:
            self.seconds = self.client.await_healthy(self.program, pause=pause)
        except BaseException:
            self.program.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.stop()
