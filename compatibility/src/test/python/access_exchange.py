"""Users and permissions as MLflow's own store writes and reads them, without a server."""

import sys

from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore

mode, uri, password = sys.argv[1:]
store = SqlAlchemyStore()
store.init_db(uri)
if mode == "write":
    store.create_user("admin", password, is_admin=True)
    store.create_user("original", password)
    store.grant_user_permission("original", "experiment", "0", "MANAGE")
    role = store.create_role("readers", "default", "from the original")
    store.add_role_permission(role.id, "registered_model", "*", "READ")
    store.assign_role_to_user(store.get_user("original").id, role.id)
else:
    assert store.authenticate_user("original", password)
    assert store.authenticate_user("newcomer", password)
    assert not store.authenticate_user("newcomer", password + "!")
    assert not store.get_user("newcomer").is_admin
    newcomer = store.get_user("newcomer").id
    assert [tuple(g) for g in store.list_grants(newcomer, "default", {"experiment"})] == [("experiment", "0", "EDIT")]
    assert [r.name for r in store.list_user_roles(store.get_user("original").id)] == ["__user_2__", "readers"]
    store.update_user("newcomer", password=password + " anew")
    store.delete_user("original")
