"""Makes a database with the release of MLflow that runs it, with rows in every table.

    python old_database.py FILE_OR_ADDRESS

The databases in server/src/test/resources/dev/millrace/server/sql/migration were made with it, upgraded with MLflow
3.17.2 and packed:

    pip install mlflow==2.22.4 'sqlalchemy<2.1'     # 3.0.1 (with opentelemetry-sdk<1.34), 3.5.1, 3.10.1, each in an
                                                    # environment of its own
    python old_database.py mlflow-2.22.4.db
    cp mlflow-2.22.4.db upgraded.db
    mlflow db upgrade sqlite:///upgraded.db         # of 3.17.2
    python old_database.py --pack mlflow-2.22.4.db mlflow-2.22.4.db.gz
    python old_database.py --pack upgraded.db mlflow-2.22.4-upgraded.db.gz

and those on servers the same way, with psycopg2-binary or pymysql beside MLflow, from an empty database:

    python old_database.py postgresql+psycopg2://user:password@127.0.0.1:5432/old
    python old_database.py --pack postgresql+psycopg2://user:password@127.0.0.1:5432/old mlflow-2.22.4-postgresql.sql.gz
    mlflow db upgrade postgresql+psycopg2://user:password@127.0.0.1:5432/old
    python old_database.py --pack postgresql+psycopg2://user:password@127.0.0.1:5432/old mlflow-2.22.4-postgresql-upgraded.sql.gz

and with mysql+pymysql:// for mlflow-2.22.4-mariadb.sql.gz and its twin.
"""

import gzip
import json
import math
import os
import re
import sqlite3
import subprocess
import sys

import sqlalchemy as sa


def pack(source, target):
    """A small copy, compressed, without the time of day."""
    content = pack_server(sa.make_url(source)) if "://" in source else pack_file(source)
    with open(target, "wb") as packed:
        with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as zipped:
            zipped.write(content)


def pack_file(source):
    """An SQLite file in pages of 512 bytes."""
    connection = sqlite3.connect(source)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    connection.close()
    with open(source, "rb") as plain:
        return plain.read()


def pack_server(url):
    """SQL that a driver can run: without words for a client, a line of two dashes between statements of MariaDB."""
    if url.get_backend_name() == "postgresql":
        command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", f"--username={url.username}"]
        variable = "PGPASSWORD"
    else:
        command = ["mariadb-dump", "--compact", "--complete-insert", "--hex-blob", f"--user={url.username}"]
        variable = "MYSQL_PWD"
    told = subprocess.run(
        [*command, f"--host={url.host}", f"--port={url.port}", url.database],
        env={**os.environ, variable: url.password}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    lines = [line for line in told.splitlines() if line and not line.startswith(("--", "\\"))]
    if variable == "PGPASSWORD":
        return "\n".join([*lines, ""]).encode()
    statements = []
    statement = []
    end = ";"
    for line in lines:
        if line.startswith("DELIMITER"):
            end = line.split()[1]
        elif not re.match(r"/\*(M!999999|!\d+ SET) ?.*", line):
            statement.append(re.sub(r"/\*!\d+ DEFINER=\S+?\*/ ?", "", line))
            if line.endswith(end):
                statements.append("\n".join(statement).removesuffix(end))
                statement = []
    assert not statement, statement
    return "\n--\n".join(map(without_keys_of_references, statements)).encode()


def without_keys_of_references(statement):
    """Without the indexes that a foreign key makes for itself: written down, they would outlive a better one."""
    for name in re.findall(r"CONSTRAINT `(\w+)` FOREIGN KEY", statement):
        statement = re.sub(rf"\n +KEY `{name}` [^\n]*,(?=\n)", "", statement)
    return statement


def track(client):
    """Experiments, runs and what runs hold."""
    from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

    first = client.create_experiment("first", artifact_location="/artifacts/first", tags={"team": "blue"})
    gone = client.create_experiment("gone", artifact_location="/artifacts/gone")
    client.set_experiment_tag(first, "mlflow.note.content", "a note\nof two lines, with ünicode")
    client.delete_experiment(gone)
    runs = []
    for number, status in enumerate(["FINISHED", "FAILED", "KILLED", "RUNNING", "SCHEDULED"]):
        run = client.create_run(first, start_time=1_700_000_000_000 + number, run_name=f"run-{number}")
        runs.append(run.info.run_id)
        client.log_batch(
            run.info.run_id,
            metrics=[
                Metric("loss", value, 1_700_000_000_000 + step, step)
                for step, value in enumerate([1.0, 0.1, math.nan, math.inf, -math.inf, 5e-324])
            ]
            + [Metric("loss", 0.25, 1_700_000_000_009, 5), Metric("négatif", -1.5, 1, -3)],
            params=[Param("depth", "3"), Param("long", "x" * 6000), Param("empty", "")],
            tags=[RunTag("kind", "tree"), RunTag("long", "y" * 5000)],
        )
        data = Dataset(f"rows-{number % 2}", f"digest{number % 2}", "local", '{"uri": "rows.csv"}', "{}", '{"rows": 2}')
        client.log_inputs(
            run.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training"), InputTag("a", "b")])]
        )
        client.set_terminated(run.info.run_id, status, end_time=1_700_000_001_000)
    client.delete_run(runs[1])
    return first, runs


def register(client, run):
    """The registry, prompts among it."""
    for name in ["churn", "with space and ü", "prompted"]:
        client.create_registered_model(name, tags={"owner": "blue", "n": "1"}, description="described")
        for version in ["1", "2"]:
            client.create_model_version(
                name, f"/artifacts/first/{run}/artifacts/model", run_id=run, tags={"k": "v" * 300}, description="d"
            )
            client.set_model_version_tag(name, version, "second", version)
        client.set_registered_model_alias(name, "champion", "2")
    client.transition_model_version_stage("churn", "1", "Production")
    client.delete_model_version("with space and ü", "1")
    client.set_registered_model_tag("prompted", "mlflow.prompt.is_prompt", "true")


def log_models(client, experiment, run):
    """Logged models, since 3.0."""
    from mlflow.entities import LoggedModelStatus, Metric

    model = client.create_logged_model(
        experiment_id=experiment, name="tree", source_run_id=run, tags={"a": "1"}, params={"depth": "3"}, model_type="t"
    )
    client.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
    client.log_batch(run, metrics=[Metric("auc", 0.75, 1_700_000_000_000, 0, model_id=model.model_id)])
    pending = client.create_logged_model(experiment_id=experiment, name="pending", source_run_id=run)
    client.delete_logged_model(pending.model_id)


def trace(experiment):
    """Traces as a program makes them, with spans, tags and, where the release knows them, tokens, costs, assessments."""
    import mlflow

    mlflow.set_experiment(experiment_id=experiment)
    for number in range(3):
        with mlflow.start_span(name=f"question {number}") as root:
            root.set_inputs({"question": "why?"})
            with mlflow.start_span(name="model", span_type="CHAT_MODEL") as child:
                child.set_attribute("mlflow.chat.tokenUsage", {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15})
                child.set_attribute("mlflow.llm.model", "gpt-4o")
                child.set_attribute("mlflow.llm.provider", "openai")
                child.set_attribute("mlflow.llm.cost", {"input_cost": 0.5, "output_cost": 0.25, "total_cost": 0.75})
                child.set_outputs("because")
            root.set_outputs({"answer": "because"})
            if hasattr(mlflow, "update_current_trace"):
                mlflow.update_current_trace(tags={"colour": "red"})
    if hasattr(mlflow, "flush_trace_async_logging"):
        mlflow.flush_trace_async_logging()


# What traces have said of themselves in ways that Python reads in its own manner.
TOKENS = [
    '{"input_tokens": 1, "output_tokens": 2.0, "total_tokens": "3"}',
    '{"input_tokens": " 1_000 ", "output_tokens": 1.5, "total_tokens": true, "cache_read_input_tokens": null}',
    '{"input_tokens": 1e3, "output_tokens": 9223372036854775807, "total_tokens": 9223372036854775808}',
    '{"input_tokens": NaN, "output_tokens": -4, "cache_creation_input_tokens": "1e999999", "total_tokens": "٣"}',
    '{"cache_creation_input_tokens_above_1hr": 7, "cache_read_input_tokens": "0x10", "input_tokens": [1]}',
    "[1, 2]",
    "not json",
    "",
]
COSTS = [
    '{"input_cost": 0.1, "output_cost": 1, "total_cost": "1.25"}',
    '{"input_cost": Infinity, "output_cost": "nan", "total_cost": " 2_0.5 "}',
    '{"input_cost": 1e400, "output_cost": false, "total_cost": {"a": 1}}',
    '"text"',
    '{"input_cost": "1d", "output_cost": "0x1p3", "total_cost": ".5"}',
    "{",
    "null",
    '{"total_cost": -0.0}',
]
VALUES = [
    "true", "false", '"yes"', '" No "', "yes", "NO", "3", "2.5", "1e400", "NaN", "-Infinity", "null", "[1]", '{"a": 1}',
    '"3"', "", "12 13", "maybe", "1" * 400, "-0",
]  # fmt: skip
ATTRIBUTES = [
    '{"mlflow.llm.model": "gpt-4o", "mlflow.llm.provider": "openai"}',
    '{"mlflow.llm.model": null}',
    json.dumps({"mlflow.llm.model": "ü" * 600}),
    "null",
    '"{\\"mlflow.llm.provider\\": \\"nested\\"}"',
    None,
    "{}",
    '{"mlflow.llm.provider": "p"}',
]


def columns(connection, table):
    """The columns of a table that can be written to; none where there is no such table."""
    inspector = sa.inspect(connection)
    return [it for it in inspector.get_columns(table) if not it.get("computed")] if inspector.has_table(table) else []


def insert_row(connection, table, values):
    quote = connection.dialect.identifier_preparer.quote_identifier
    names = ", ".join(quote(name) for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"), values)


def edge_cases(connection, experiment):
    """Rows that a client hardly writes, and that a migration has to read as Python does."""
    # On MariaDB, MLflow takes an object within a text for no object, and its upgrade stops.
    attributes = [it for it in ATTRIBUTES if connection.dialect.name != "mysql" or not str(it).startswith('"')]

    def insert(table, **values):
        known = {column["name"] for column in columns(connection, table)}
        if known and set(values) <= known | {"dimension_attributes"}:
            insert_row(connection, table, {name: value for name, value in values.items() if name in known})

    for number in range(8):
        trace_id = f"tr-edge-{number}"
        insert("trace_info", request_id=trace_id, experiment_id=experiment, timestamp_ms=1_700_000_000_000 + number,
               execution_time_ms=5, status="OK")  # fmt: skip
        name = ["plain", "", "ü" * 4100, None, "x", "y", "z", "w"][number]
        insert("trace_tags", request_id=trace_id, key="mlflow.traceName", value=name)
        insert("trace_tags", request_id=trace_id, key="kept", value="kept")
        for key, value in [
            ("mlflow.trace.session", ["s1", "😀" * 300, None, "", "s2", "s2", "s2", "s2"][number]),
            ("mlflow.trace.tokenUsage", TOKENS[number]),
            ("mlflow.trace.cost", COSTS[number]),
            ("mlflow.trace.user", "someone"),
        ]:
            insert("trace_request_metadata", request_id=trace_id, key=key, value=value)
        if number % 2:
            insert("trace_request_metadata", request_id=trace_id, key="mlflow.gateway.endpointId", value="e")
        if number in (0, 3, 4):
            metric = [41.0, None, None, 2.5, 1e19][number]
            insert("trace_metrics", request_id=trace_id, key="input_tokens", value=metric)
            insert("trace_metrics", request_id=trace_id, key="other", value=1.5)
        for part in range(2):
            span_id = f"span-{part}"
            insert("spans", trace_id=trace_id, experiment_id=experiment, span_id=span_id, name="n", type="LLM",
                   status="OK", start_time_unix_nano=10, end_time_unix_nano=30 if part else None, content="{}",
                   dimension_attributes=attributes[(number + part) % len(attributes)])  # fmt: skip
            insert("span_metrics", trace_id=trace_id, span_id=span_id, key="total_cost", value=0.1 * (number + part))
            insert("span_metrics", trace_id=trace_id, span_id=span_id, key="latency", value=3.0)
    for number, value in enumerate(VALUES):
        insert("assessments", assessment_id=f"a-edge-{number:02}", trace_id=f"tr-edge-{number % 8}", name="quality",
               assessment_type="feedback", value=value, created_timestamp=1, last_updated_timestamp=2,
               source_type="HUMAN", valid=True)  # fmt: skip
    for status in range(6):
        named = {"function_fullname": "m.f", "job_name": "f"}
        known = [column["name"] for column in columns(connection, "jobs") if column["name"] in named]
        column = known[0] if known else "function_fullname"
        insert("jobs", id=f"job-{status}", creation_time=1, params="{}", timeout=1.5, status=status, retry_count=0,
               last_update_time=2, **{column: named[column]})  # fmt: skip


def fill(connection):
    """Two rows in each table that has none, each text and number different, references taken from what is there."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    empty = [
        name
        for name in sorted(sa.inspect(connection).get_table_names())
        if not connection.execute(sa.text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).fetchone()
    ]
    filled = True
    while empty and filled:
        filled = [name for name in empty if fill_table(connection, name)]
        empty = [name for name in empty if name not in filled]
    assert not empty, f"no rows in {empty}"


def fill_table(connection, table):
    quote = connection.dialect.identifier_preparer.quote_identifier
    references = {}
    for key in sa.inspect(connection).get_foreign_keys(table):
        names = ", ".join(quote(name) for name in key["referred_columns"])
        parent = connection.execute(
            sa.text(f"SELECT {names} FROM {quote(key['referred_table'])} ORDER BY {names}")
        ).fetchall()
        if not parent:
            return False
        for index, name in enumerate(key["constrained_columns"]):
            references[name] = [parent[0][index], parent[-1][index]]
    for number in range(2):
        values = {}
        for index, column in enumerate(columns(connection, table)):
            name = column["name"]
            kind = str(column["type"]).upper()
            if name in references:
                values[name] = references[name][number]
            elif "JSON" in kind or "LONGTEXT" in kind:
                values[name] = json.dumps({"number": number})
            elif "CHAR" in kind or "TEXT" in kind:
                values[name] = f"{table[:12]}-{index}-{number}"[:20]
            elif "BLOB" in kind or "BYTEA" in kind:
                values[name] = bytes([0, 255, index, number])
            elif "FLOAT" in kind or "DOUBLE" in kind:
                values[name] = index + 0.1 * number
            elif "BOOLEAN" in kind or "TINYINT" in kind:
                values[name] = bool(number)
            else:
                values[name] = 100 * index + number
        insert_row(connection, table, values)
    return True


def make(target):
    import mlflow
    from mlflow import MlflowClient

    uri = target if "://" in target else f"sqlite:///{target}"
    mlflow.set_tracking_uri(uri)
    client = MlflowClient(uri, uri)
    experiment, runs = track(client)
    register(client, runs[0])
    if hasattr(client, "create_logged_model"):
        log_models(client, experiment, runs[0])
    trace(experiment)
    engine = sa.create_engine(uri)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        edge_cases(connection, int(experiment))
        fill(connection)
        connection.commit()
    engine.dispose()
    print(mlflow.version.VERSION, engine.url.database)


if __name__ == "__main__":
    if sys.argv[1] == "--pack":
        pack(sys.argv[2], sys.argv[3])
    else:
        make(sys.argv[1])
