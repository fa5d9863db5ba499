"""Trains a gradient-boosted classifier on the breast-cancer data and logs everything about it to MLflow."""

import argparse
import json
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")

import mlflow
import mlflow.onnx
import mlflow.sklearn
import numpy as np
from mlflow.entities import Metric
from mlflow.models import ModelSignature, infer_signature
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split

import onnx_export

# The sklearn flavor stores models with skops, which loads no type that is not in its own list or in this one.
TRUSTED_TYPES = [
    "_loss.CyHalfBinomialLoss",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn.tree._tree.Tree",
]
# Named here, because otherwise MLflow loads each model once more in a new process to find them out.
SKLEARN_PACKAGES = ["mlflow-skinny", "pandas", "numpy", "scipy", "scikit-learn", "skops"]
ONNX_PACKAGES = ["mlflow-skinny", "pandas", "numpy", "onnx", "onnxruntime"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--iterations", type=int, default=100, help="boosting rounds, each adds one tree")
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--max-depth", type=int, default=3)
    parser.add_argument("--test-fraction", type=float, default=0.25, help="share of the rows held out")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def installed(packages):
    return [f"{package}=={version(package)}" for package in packages]


def log_iterations(run_id, model, rows, labels, test_rows, test_labels):
    """One point per boosting round: the loss on both parts of the data and the accuracy on the held-out one."""
    now = mlflow.utils.time.get_current_time_millis()
    metrics = []
    stages = zip(model.staged_predict_proba(rows), model.staged_predict_proba(test_rows))
    for step, (seen, unseen) in enumerate(stages):
        metrics.append(Metric("train_loss", log_loss(labels, seen), now, step))
        metrics.append(Metric("test_loss", log_loss(test_labels, unseen), now, step))
        metrics.append(Metric("test_accuracy", accuracy_score(test_labels, unseen.argmax(axis=1)), now, step))
    for start in range(0, len(metrics), 1000):
        mlflow.MlflowClient().log_batch(run_id, metrics=metrics[start : start + 1000])


def log_confusion_matrix(labels, predicted, names):
    from matplotlib.figure import Figure

    counts = confusion_matrix(labels, predicted)
    figure = Figure(figsize=(4, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(counts, cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, count, ha="center", va="center", color="white" if count > counts.max() / 2 else "black")
    axes.set(xlabel="predicted", ylabel="actual", title="Held-out rows")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    mlflow.log_figure(figure, "confusion_matrix.png")


def log_held_out(rows, labels, probabilities):
    """The held-out rows as a ready body for /invocations, and beside it what this very model says of them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "request.json").write_text(json.dumps({"dataframe_split": rows.to_dict(orient="split", index=False)}))
        expected = {
            "target": labels.tolist(),
            "label": probabilities.argmax(axis=1).tolist(),
            "probability": probabilities[:, 1].tolist(),
        }
        Path(folder, "expected.json").write_text(json.dumps(expected))
        mlflow.log_artifacts(folder, "held_out")


def main():
    options = arguments()
    data = load_breast_cancer(as_frame=True)
    rows, test_rows, labels, test_labels = train_test_split(
        data.data, data.target, test_size=options.test_fraction, random_state=options.seed, stratify=data.target
    )
    names = [str(name) for name in data.target_names]

    with mlflow.start_run() as run:
        mlflow.set_tags({"dataset": "breast-cancer", "estimator": "GradientBoostingClassifier"})
        if "mlflow.project.entryPoint" not in run.data.tags:
            # Started by hand and not as a project, which logs its parameters and this tag by itself.
            mlflow.set_tag("mlflow.project.entryPoint", "train")
            mlflow.log_params(vars(options))

        model = GradientBoostingClassifier(
            n_estimators=options.iterations,
            learning_rate=options.learning_rate,
            max_depth=options.max_depth,
            random_state=options.seed,
        ).fit(rows, labels)
        log_iterations(run.info.run_id, model, rows, labels, test_rows, test_labels)

        probabilities = model.predict_proba(test_rows)
        predicted = probabilities.argmax(axis=1)
        mlflow.log_metrics(
            {
                "accuracy": accuracy_score(test_labels, predicted),
                "f1": f1_score(test_labels, predicted),
                "roc_auc": roc_auc_score(test_labels, probabilities[:, 1]),
            }
        )
        log_confusion_matrix(test_labels, predicted, names)
        log_held_out(test_rows, test_labels, probabilities)

        example = test_rows.head(3)
        mlflow.sklearn.log_model(
            model,
            name="sklearn",
            signature=infer_signature(example, probabilities[:3]),
            input_example=example,
            pyfunc_predict_fn="predict_proba",
            skops_trusted_types=TRUSTED_TYPES,
            pip_requirements=installed(SKLEARN_PACKAGES),
        )
        exported = onnx_export.export(model, rows.shape[1])
        mlflow.onnx.log_model(
            exported,
            name="onnx",
            signature=ModelSignature(infer_signature(example).inputs, onnx_export.ANSWER),
            input_example=example,
            onnx_execution_providers=["CPUExecutionProvider"],
            pip_requirements=installed(ONNX_PACKAGES),
        )
        print(f"run {run.info.run_id}: accuracy {accuracy_score(test_labels, predicted):.4f}")


if __name__ == "__main__":
    main()
