"""MLflow's client of users, roles and permissions, and its tracking client as users who may not do everything."""

import os
import sys

import mlflow
from mlflow import MlflowClient, MlflowException
from mlflow.server import get_app_client

PASSWORD = sys.argv[1]
URI = os.environ["MLFLOW_TRACKING_URI"]


def login(name, password=PASSWORD):
    os.environ["MLFLOW_TRACKING_USERNAME"] = name
    os.environ["MLFLOW_TRACKING_PASSWORD"] = password


def refused(call, *args, status="403", **kwargs):
    try:
        call(*args, **kwargs)
    except MlflowException as e:
        assert status in str(e) or status == getattr(e, "error_code", None), str(e)
        return
    raise AssertionError(f"{call} was not refused")


login("admin")
auth = get_app_client("basic-auth", URI)
alice = auth.create_user("alice", PASSWORD)
assert alice.username == "alice" and not alice.is_admin
auth.create_user("bob", PASSWORD)
refused(auth.create_user, "bob", PASSWORD, status="RESOURCE_ALREADY_EXISTS")
refused(auth.create_user, "short", "short", status="INVALID_PARAMETER_VALUE")
refused(auth.get_user, "nobody", status="RESOURCE_DOES_NOT_EXIST")
assert auth.get_user("alice").id == alice.id

# Whoever makes something manages it.
login("alice")
client = MlflowClient()
experiment = client.create_experiment("alices")
run = client.create_run(experiment)
client.log_metric(run.info.run_id, "m", 1.0)
client.create_registered_model("churn")
assert auth.get_user_permission("alice", "experiment", experiment).permission == "MANAGE"

login("bob")
assert client.get_experiment(experiment).name == "alices"
refused(client.log_metric, run.info.run_id, "m", 2.0)
refused(client.delete_experiment, experiment)
refused(client.delete_registered_model, "churn")
refused(auth.grant_user_permission, "bob", "experiment", experiment, "MANAGE")
refused(auth.create_user, "mallory", PASSWORD)
refused(auth.update_user_admin, "bob", True)
refused(auth.update_user_password, "alice", "a password of bob's")

login("alice")
auth.grant_user_permission("bob", "experiment", experiment, "EDIT")
refused(auth.grant_user_permission, "bob", "experiment", experiment, "EDIT", status="RESOURCE_ALREADY_EXISTS")
login("bob")
client.log_metric(run.info.run_id, "m", 2.0)
assert auth.get_user_permission("bob", "experiment", experiment).permission == "EDIT"
refused(client.delete_experiment, experiment)

# A role of the administrator's takes things away from view.
login("admin")
role = auth.create_role("default", "not this one", "hides an experiment")
assert auth.get_role(role.id).name == "not this one"
auth.revoke_user_permission("bob", "experiment", experiment)
refused(auth.revoke_user_permission, "bob", "experiment", experiment, status="RESOURCE_DOES_NOT_EXIST")
denial = auth.add_role_permission(role.id, "experiment", experiment, "DENY")
refused(auth.add_role_permission, role.id, "run", "some-run", "READ", status="INVALID_PARAMETER_VALUE")
refused(auth.add_role_permission, role.id, "workspace", "*", "READ", status="INVALID_PARAMETER_VALUE")
assert auth.assign_role("bob", role.id).role_id == role.id
assert [a.user_id for a in auth.list_role_users(role.id)] == [auth.get_user("bob").id]
assert [r.name for r in auth.list_user_roles("bob") if not r.name.startswith("__")] == ["not this one"]

login("bob")
refused(client.get_experiment, experiment)
refused(client.get_run, run.info.run_id)
assert "alices" not in [e.name for e in client.search_experiments()]
assert client.search_runs([experiment]) == []
assert [m.name for m in client.search_registered_models()] == ["churn"]

login("admin")
assert auth.update_role_permission(denial.id, "READ").permission == "READ"
assert [p.permission for p in auth.list_role_permissions(role.id)] == ["READ"]
login("bob")
assert client.get_experiment(experiment).name == "alices"
login("admin")
assert auth.update_role(role.id, name="renamed").name == "renamed"
auth.remove_role_permission(denial.id)
auth.unassign_role("bob", role.id)
assert "renamed" in [r.name for r in auth.list_roles("default")]
assert len(auth.list_all_roles()) >= 2
auth.delete_role(role.id)
refused(auth.get_role, role.id, status="RESOURCE_DOES_NOT_EXIST")

# A model's permissions go with it.
login("alice")
auth.grant_user_permission("bob", "registered_model", "churn", "MANAGE")
client.rename_registered_model("churn", "retention")
login("bob")
client.update_registered_model("retention", "mine as well")
client.delete_registered_model("retention")

# Passwords.
login("bob")
refused(auth.update_user_password, "bob", "a new password", status="INVALID_PARAMETER_VALUE")
auth.update_user_password("bob", "a new password", current_password=PASSWORD)
refused(client.search_experiments, status="401")
login("bob", "a new password")
assert client.search_experiments()

# The fluent API as a user.
with mlflow.start_run(experiment_id=client.create_experiment("bobs")) as active:
    mlflow.log_param("p", 1)
    mlflow.log_text("hello", "greeting.txt")
assert mlflow.artifacts.load_text(active.info.artifact_uri + "/greeting.txt") == "hello"
login("alice")
refused(client.log_param, active.info.run_id, "q", 1)

login("admin")
auth.update_user_admin("alice", True)
login("alice")
auth.delete_user("bob")
refused(auth.get_user, "bob", status="RESOURCE_DOES_NOT_EXIST")
login("bob", "a new password")
refused(client.search_experiments, status="401")
