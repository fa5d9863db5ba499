"""Makes a database of users and permissions with the release of MLflow that runs it.

    python old_auth_database.py [--registry] FILE_OR_ADDRESS

With --registry the runs and models of that release are made in the same database first, prompts among them. The databases
auth-… in server/src/test/resources/dev/millrace/server/sql/migration were made with it, upgraded with MLflow 3.17.2 and
packed:

    pip install 'mlflow==2.22.4' flask-wtf          # 3.10.1 in an environment of its own
    python old_auth_database.py auth-2.22.4.db      # --registry with 3.10.1
    cp auth-2.22.4.db upgraded.db
    mlflow db upgrade sqlite:///upgraded.db         # of 3.17.2, where there is a registry
    python -m mlflow.server.auth db upgrade --url sqlite:///upgraded.db
    python old_database.py --pack auth-2.22.4.db auth-2.22.4.db.gz
    python old_database.py --pack upgraded.db auth-2.22.4-upgraded.db.gz

and those on PostgreSQL the same way. MLflow's own migrations cannot make these tables on MariaDB 10.11 and MySQL.
"""

import sys

import sqlalchemy as sa

LEVELS = ["READ", "EDIT", "MANAGE", "NO_PERMISSIONS"]


def grant(store):
    """Users, and one grant of each level and kind that the release knows."""
    names = ["admin", "ann", "bob", "ünal", "nobody"]
    for name in names:
        store.create_user(name, f"password of {name}", is_admin=name == "admin")
    store.delete_user("nobody")
    for number, level in enumerate(LEVELS):
        for name in names[1:-1]:
            store.create_experiment_permission(str(number), name, level)
        store.create_registered_model_permission(f"model {number}", "ann", level)
        store.create_registered_model_permission(f"model {number}", "bob", "READ")
    store.create_registered_model_permission("prompted", "ann", "EDIT")
    store.create_registered_model_permission("churn", "ünal", "MANAGE")
    store.delete_experiment_permission("0", "bob")
    if hasattr(store, "create_scorer_permission"):
        for number, scorer in enumerate(["plain", "a/b", "with space, ü and 😀", "~-_.!*'()%"]):
            store.create_scorer_permission("1", scorer, "ann", LEVELS[number % 3])
            store.create_scorer_permission("2", scorer, "bob", LEVELS[number])
    for kind in ["secret", "endpoint", "model_definition"]:
        create = getattr(store, f"create_gateway_{kind}_permission", None)
        if create:
            create(f"{kind}-1", "ann", "USE")
            create(f"{kind}-2", "ann", "NO_PERMISSIONS")
            create(f"{kind}-1", "ünal", "MANAGE")


def grant_directly(connection):
    """Rows that a release accepts only on a server with workspaces, or not any more."""
    users = dict(connection.execute(sa.text("SELECT username, id FROM users")).fetchall())
    insert = "INSERT INTO experiment_permissions (experiment_id, user_id, permission) VALUES (:on, :user, :level)"
    for on, level in [("old", "UNKNOWN"), ("none", None)]:
        connection.execute(sa.text(insert), {"on": on, "user": users["ann"], "level": level})
    if not sa.inspect(connection).has_table("workspace_permissions"):
        return
    insert = "INSERT INTO workspace_permissions (workspace, user_id, permission) VALUES (:on, :user, :level)"
    for number, level in enumerate([*LEVELS, "USE", "UNKNOWN"]):
        connection.execute(sa.text(insert), {"on": f"team-{number}", "user": users["bob"], "level": level})
    connection.execute(sa.text(insert), {"on": "default", "user": users["ünal"], "level": "EDIT"})
    insert = (
        "INSERT INTO registered_model_permissions (name, user_id, permission, workspace)"
        " VALUES (:on, :user, 'EDIT', 'team-1')"
    )
    for on in ["prompted", "churn"]:
        connection.execute(sa.text(insert), {"on": on, "user": users["bob"]})


def make(target, registry):
    import mlflow
    from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore

    uri = target if "://" in target else f"sqlite:///{target}"
    if registry:
        from mlflow import MlflowClient

        from old_database import register, track

        client = MlflowClient(uri, uri)
        register(client, track(client)[1][0])
    store = SqlAlchemyStore()
    store.init_db(uri)
    grant(store)
    with store.engine.begin() as connection:
        grant_directly(connection)
    print(mlflow.version.VERSION, store.engine.url.database)


if __name__ == "__main__":
    make(sys.argv[-1], "--registry" in sys.argv)
