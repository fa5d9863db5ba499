package dev.millrace.server.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.TestServer;
import dev.millrace.server.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphqlEndpointsTest {
    private TestServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersForARunWithWhatBelongsToIt() {
        String run = server.run();
        server.post("runs/log-metric", "{'run_id': '%s', 'key': 'm', 'value': 0.5, 'timestamp': 7, 'step': 3}", run);
        server.post("registered-models/create", "{'name': 'model'}");
        server.post("model-versions/create", "{'name': 'model', 'run_id': '%s', 'source': 'runs:/%s/model'}", run, run);

        TestServer.Answer answer = ask("""
                query GetRun($data: MlflowGetRunInput!) @component(name: "page") {
                  mlflowGetRun(input: $data) {
                    apiError { code }
                    run {
                      __typename
                      info { runId status endTime }
                      experiment { name }
                      modelVersions { name version status }
                      data { metrics { key value step } params { key } }
                    }
                  }
                }""", "{\"data\": {\"runId\": \"" + run + "\"}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("data.mlflowGetRun")).isEqualTo("""
                        {"apiError":null,"run":{"__typename":"MlflowRunExtension",\
                        "data":{"metrics":[{"key":"m","step":"3","value":0.5}],"params":[]},\
                        "experiment":{"name":"Default"},\
                        "info":{"endTime":"0","runId":"%s","status":"RUNNING"},\
                        "modelVersions":[{"name":"model","status":"READY","version":"1"}]}}""".formatted(run));
        assertThat(answer.body()).endsWith(",\"errors\":null}");
    }

    @Test
    void aSearchGivesAPageOfAThousandRunsAtMost() {
        String row = "INSERT INTO runs (run_uuid, experiment_id, lifecycle_stage, start_time, status)"
                + " VALUES ('%032d', 0, 'active', 1, 'RUNNING')";
        server.server().database().write(session -> {
            for (int i = 0; i < 1001; i++) {
                session.update(Sql.of(row.formatted(i)));
            }
            return 0;
        });

        TestServer.Answer answer = ask(
                "{ mlflowSearchRuns(input: {experimentIds: [\"0\"], maxResults: 5000})"
                        + " { nextPageToken runs { experiment { name } } } }",
                "{}");

        assertThat(answer.body().split("Default", -1)).hasSize(1001);
        assertThat(answer.at("data.mlflowSearchRuns.nextPageToken")).isNotEmpty();
    }

    @Test
    void whatIsNotThereIsNullAndAnError() {
        assertThat(ask("{ mlflowGetRun(input: {runId: \"nope\"}) { run { info { runId } } } }", "{}")
                        .body())
                .isEqualTo("{\"data\":{\"mlflowGetRun\":null},\"errors\":[\"Run with id=nope not found\"]}");
    }

    @Test
    void aMetricThatIsNotANumberIsNull() {
        String run = server.run();
        server.post("runs/log-metric", "{'run_id': '%s', 'key': 'm', 'value': 'NaN', 'timestamp': 1}", run);

        assertThat(ask(
                                "{ mlflowGetRun(input: {runId: \"%s\"}) { run { data { metrics { value } } } } }"
                                        .formatted(run),
                                "{}")
                        .at("data.mlflowGetRun.run.data.metrics"))
                .isEqualTo("[{\"value\":null}]");
    }

    @Test
    void fragmentsAndAliasesMakeOneObject() {
        assertThat(ask("""
                                query { a: mlflowGetExperiment(input: {experimentId: "0"}) { ...F experiment { id: experimentId } } }
                                fragment F on MlflowGetExperimentResponse { ... on MlflowGetExperimentResponse { experiment { name } } }""", "{}").at("data.a.experiment")).isEqualTo("{\"id\":\"0\",\"name\":\"Default\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {foo}                                                     | Cannot query field 'foo' on type 'Query'.
            query @foo { __typename }                                 | Unknown directive '@foo'.
            {mlflowGetRun(input: {runId: "x"})}                       | Field 'mlflowGetRun' of type 'MlflowGetRunResponse' must have a selection of subfields. Did you mean 'mlflowGetRun { ... }'?
            {test(inputString: "a") {output {x}}}                     | Field 'output' must not have a selection since type 'String' has no subfields.
            {test(other: "a") {output}}                               | Unknown argument 'other' on field 'Query.test'.
            {test(inputString: 5) {output}}                           | String cannot represent a non string value: 5
            {test(inputString: $v) {output}}                          | Variable '$v' is not defined.
            query Q($v: String) {__typename}                          | Variable '$v' is never used in operation 'Q'.
            query ($v: Int) {test(inputString: $v) {output}}          | Variable '$v' of type 'Int' used in position expecting type 'String'.
            query ($v: Nope) {test(inputString: $v) {output}}         | Unknown type 'Nope'.
            {...F}                                                    | Unknown fragment 'F'.
            {__typename} fragment F on Query {__typename}             | Fragment 'F' is never used.
            {...F} fragment F on Query {...F}                         | Cannot spread fragment 'F' within itself.
            {...F} fragment F on Test {output}                        | Fragment 'F' cannot be spread here as objects of type 'Query' can never be of type 'Test'.
            {a: test(inputString: "a") {output} a: __typename}        | Fields 'a' conflict because 'test' and '__typename' are different fields. Use different aliases on the fields to fetch both if this was intentional.
            subscription {__typename}                                 | Schema is not configured to execute subscription operation.
            query A {__typename} query B {__typename}                 | Must provide operation name if query contains multiple operations.
            query ($v: String!) {test(inputString: $v) {output}}      | Variable '$v' of required type 'String!' was not provided.
            fragment F on Query {__typename}                          | Fragment 'F' is never used.
            """)
    void whatIsWrongIsSaid(String query, String error) {
        TestServer.Answer answer = ask(query, "{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("data")).isEqualTo(new JsonValue.Null());
        assertThat(answer.at("errors.0")).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5                  | Variable '$i' got invalid value 5; Expected type 'MlflowSearchRunsInput' to be a mapping.
            {"nope": 1}        | Variable '$i' got invalid value {'nope': 1}; Field 'nope' is not defined by type 'MlflowSearchRunsInput'.
            {"maxResults":"x"} | Variable '$i' got invalid value 'x' at 'i.maxResults'; Int cannot represent non-integer value: 'x'
            {"runViewType":"X"}| Variable '$i' got invalid value 'X' at 'i.runViewType'; Value 'X' does not exist in 'MlflowViewType' enum.
            null               | Variable '$i' of non-null type 'MlflowSearchRunsInput!' must not be null.
            """)
    void variablesAreChecked(String value, String error) {
        String query = "query ($i: MlflowSearchRunsInput!) {mlflowSearchRuns(input: $i) {nextPageToken}}";
        assertThat(ask(query, "{\"i\": " + value + "}").at("errors.0")).isEqualTo(error);
    }

    @Test
    void aSearchTakesVariables() {
        String run = server.run();
        String query = "query ($i: MlflowSearchRunsInput!) {mlflowSearchRuns(input: $i) {runs {info {runId}}}}";
        String input = "{\"i\": {\"experimentIds\": [\"0\"], \"runViewType\": \"ACTIVE_ONLY\", \"maxResults\": 5}}";
        assertThat(ask(query, input).at("data.mlflowSearchRuns.runs.0.info.runId"))
                .isEqualTo(run);
    }

    @Test
    void growthIsBounded() {
        assertThat(ask("{" + "a: __typename ".repeat(11) + "}", "{}").body())
                .contains("at most 10 root fields, got 11");
        assertThat(ask("{mlflowGetRun(input: {runId: \"x\"}) {run {info {" + "a: runId ".repeat(11) + "}}}}", "{}")
                        .body())
                .contains("at most 10 aliases, got 11");
        assertThat(ask("{" + "a {".repeat(10) + "a" + "}".repeat(11), "{}").body())
                .contains("Query exceeds maximum depth of 10");
        assertThat(ask("{a {" + "b ".repeat(1000) + "}}", "{}").body())
                .contains("Query exceeds maximum total selections of 1000");
        StringBuilder doubling = new StringBuilder("{...F0}");
        for (int i = 0; i < 49; i++) {
            doubling.append(" fragment F%d on Query {...F%d ...F%d}".formatted(i, i + 1, i + 1));
        }
        assertThat(ask(doubling + " fragment F49 on Query {__typename}", "{}").at("data.__typename"))
                .isEqualTo("Query");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            query {                | Syntax Error: Unexpected the end.
            {a(b: "c}              | Syntax Error: Unterminated string at 6.
            {a(b: 01x)}            | Syntax Error: Invalid number at 6.
            type A {b: C}          | Syntax Error: Unexpected Name 'type'.
            {a(b: "\\ud")}         | Syntax Error: Invalid Unicode escape sequence at 7.
            """)
    void aTextThatIsNoDocumentIsRefused(String query, String message) {
        TestServer.Answer answer = ask(query, "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("message")).isEqualTo(message);
    }

    @Test
    void deepNestingIsRefusedBeforeItIsFollowed() {
        assertThat(ask("{a(b: " + "[".repeat(100_000) + ")}", "{}").at("message"))
                .isEqualTo("Syntax Error: The document is nested deeper than 32 levels.");
    }

    @Test
    void aRequestHasToBeJsonWithAQuery() {
        assertThat(server.send("POST", "/graphql", "{}", "application/json").status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/graphql", "[]", "application/json").status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/graphql", "{}", "text/plain").status()).isEqualTo(400);
        assertThat(server.send("GET", "/graphql?query=%7B__typename%7D", "", "").status())
                .isEqualTo(400);
    }

    private TestServer.Answer ask(String query, String variables) {
        var request = new JsonValue.Obj(Map.of("query", new JsonValue.Text(query), "variables", Json.parse(variables)));
        return server.send(
                "POST", "/graphql", new String(Json.print(request), StandardCharsets.UTF_8), "application/json");
    }
}
