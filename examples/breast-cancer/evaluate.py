"""Scores a trained model on the rows that its training held out, and logs the result to an experiment of its own."""

import argparse
import json
import os

# Run as a project, this process was given a run in the experiment it was started in. What it finds belongs into
# another experiment, so that run is left alone and a client with explicit ids is used all through.
os.environ.pop("MLFLOW_RUN_ID", None)

import mlflow
import mlflow.artifacts
import mlflow.sklearn
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiment-name", default="breast-cancer", help="where the training run is looked for")
    parser.add_argument("--run-id", default="", help="the training run; by default the latest finished one")
    return parser.parse_args()


def training_run(client, options):
    if options.run_id:
        return client.get_run(options.run_id)
    experiment = client.get_experiment_by_name(options.experiment_name)
    if experiment is None:
        raise SystemExit(
            f"There is no experiment {options.experiment_name!r}: run the entry point `train` with "
            f"--experiment-name {options.experiment_name} first, or name a run with -P run_id=..."
        )
    runs = client.search_runs(
        [experiment.experiment_id],
        "attributes.status = 'FINISHED' AND tags.`mlflow.project.entryPoint` = 'train'",
        order_by=["attributes.start_time DESC"],
        max_results=1,
    )
    if not runs:
        raise SystemExit(f"Experiment {options.experiment_name!r} has no finished run of the entry point `train`.")
    return runs[0]


def evaluation_experiment(client, name):
    """Finds or makes the experiment; of two that make it at once, one takes the other's."""
    experiment = client.get_experiment_by_name(name)
    if experiment is not None:
        return experiment.experiment_id
    try:
        return client.create_experiment(name)
    except mlflow.MlflowException:
        experiment = client.get_experiment_by_name(name)
        if experiment is None:
            raise
        return experiment.experiment_id


def score(run_id):
    """The metrics of the run's model on its held-out rows, both fetched from the server."""
    held_out = mlflow.artifacts.load_dict(f"runs:/{run_id}/held_out/request.json")["dataframe_split"]
    target = mlflow.artifacts.load_dict(f"runs:/{run_id}/held_out/expected.json")["target"]
    model = mlflow.sklearn.load_model(f"runs:/{run_id}/sklearn")
    probabilities = model.predict_proba(pd.DataFrame(held_out["data"], columns=held_out["columns"]))
    predicted = probabilities.argmax(axis=1)
    return {
        "accuracy": accuracy_score(target, predicted),
        "f1": f1_score(target, predicted),
        "roc_auc": roc_auc_score(target, probabilities[:, 1]),
        "log_loss": log_loss(target, probabilities),
    }


def main():
    options = arguments()
    client = mlflow.MlflowClient()
    trained = training_run(client, options)
    trained_id = trained.info.run_id

    experiment_id = evaluation_experiment(client, f"{options.experiment_name}_eval")
    tags = {"evaluated_run_id": trained_id, "mlflow.source.type": "PROJECT", "mlflow.project.entryPoint": "evaluate"}
    run_id = client.create_run(experiment_id, run_name=f"evaluate-{trained_id[:8]}", tags=tags).info.run_id
    try:
        client.log_param(run_id, "run_id", trained_id)
        metrics = score(trained_id)
        for key, value in metrics.items():
            client.log_metric(run_id, key, value)
        client.set_terminated(run_id, "FINISHED")
    except BaseException:
        client.set_terminated(run_id, "FAILED")
        raise
    print(f"run {run_id}: " + json.dumps({key: round(value, 4) for key, value in metrics.items()}))


if __name__ == "__main__":
    main()
