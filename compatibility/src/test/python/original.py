"""Starts MLflow's tracking server many times, quickly.

Importing MLflow takes seconds, a fork takes milliseconds: this process imports the server once, makes one
empty SQLite database, and then answers each line `start <port> <folder> [<database>]` on standard input by forking a
server that works in that folder, on the empty database or on a copy of that in SQLite. `stop` ends the one that is running. Each command is answered by a line `ok`.
"""

import os
import shutil
import signal
import sys

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"
os.environ["_MLFLOW_SERVER_SERVE_ARTIFACTS"] = "true"
os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = "mlflow-artifacts:/"
os.environ["_MLFLOW_SGI_NAME"] = "uvicorn"

import uvicorn

import mlflow.server.fastapi_app  # noqa: F401  (imported for its cost, before the forks)
from mlflow.store.db.utils import _initialize_tables, create_sqlalchemy_engine


def make_empty_database(path):
    engine = create_sqlalchemy_engine("sqlite:///" + path)
    _initialize_tables(engine)
    engine.dispose()


def serve(port, folder, database):
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = database
    os.environ["_MLFLOW_SERVER_ARTIFACT_DESTINATION"] = os.path.join(folder, "mlartifacts")
    os.chdir(folder)
    uvicorn.run(mlflow.server.fastapi_app.app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


def main(template):
    make_empty_database(template)
    print("ok", flush=True)
    child = 0
    for line in sys.stdin:
        words = line.rstrip("\n").split(" ", 3)
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = 0
        if words[0] == "start":
            if len(words) == 4:
                database = words[3]
            else:
                path = os.path.join(words[2], "mlflow.db")
                shutil.copy(template, path)
                database = "sqlite:///" + path
            child = os.fork()
            if child == 0:
                serve(int(words[1]), words[2], database)
                os._exit(0)
        print("ok", flush=True)
    if child:
        os.kill(child, signal.SIGKILL)


main(sys.argv[1])
