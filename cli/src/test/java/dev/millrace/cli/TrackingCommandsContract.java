package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on experiments, runs and artifacts; the outputs are those of MLflow 3.17.2. */
abstract class TrackingCommandsContract {
    private static final Pattern RUN_ID = Pattern.compile("\"run_id\": \"([0-9a-f]{32})\"");

    @TempDir
    Path folder;

    /** What {@code --tracking-uri} says. */
    abstract String uri();

    private CommandResult run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--tracking-uri", uri()));
        return InProcess.run(all);
    }

    /** Runs a command that works, and returns what it prints. */
    private String out(String... words) {
        CommandResult result = run(words);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out();
    }

    private void fails(int code, String message, String... words) {
        CommandResult result = run(words);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message).doesNotContain("unexpectedly");
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err().lines().count()).isEqualTo(code == 1 ? 1 : 2);
    }

    private String createRun(String... words) {
        List<String> all = new ArrayList<>(List.of("runs", "create"));
        all.addAll(List.of(words));
        Matcher id = RUN_ID.matcher(out(all.toArray(String[]::new)));
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    @Test
    void experimentsAreCreatedListedRenamedDeletedAndRestored() {
        assertThat(out("experiments", "create", "-n", "a")).isEqualTo("Created experiment 'a' with id 1\n");
        assertThat(out("experiments", "create", "-n", "b", "-l", "s3://bucket/x"))
                .isEqualTo("Created experiment 'b' with id 2\n");
        assertThat(out("experiments", "rename", "-x", "1", "--new-name", "c"))
                .isEqualTo("Experiment with id 1 has been renamed to 'c'.\n");
        assertThat(out("experiments", "delete", "-x", "2")).isEqualTo("Experiment with ID 2 has been deleted.\n");

        assertThat(out("experiments", "search").lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("Experiment Id    Name     Artifact Location");
        assertThat(out("experiments", "search", "--view", "deleted_only")).isEqualTo("""
                Experiment Id    Name    Artifact Location \s
                ---------------  ------  -------------------
                2                b       s3://bucket/x     \s
                """);
        assertThat(out("experiments", "search", "-v", "all", "--max-results", "0"))
                .isEqualTo("\n\n");
        assertThat(out("experiments", "restore", "-x", "2")).isEqualTo("Experiment with id 2 has been restored.\n");
        assertThat(out("experiments", "search", "--max-results", "2").lines()).hasSize(4);
    }

    @Test
    void listsAreJsonWhenAsked() {
        createRun("--experiment-id", "0", "--run-name", "one");

        assertThat(Json.parse(out("experiments", "search", "--json")))
                .isInstanceOfSatisfying(
                        JsonValue.Arr.class,
                        list -> assertThat(list.items())
                                .singleElement()
                                .isInstanceOfSatisfying(
                                        JsonValue.Obj.class,
                                        experiment -> assertThat(experiment.text("name"))
                                                .isEqualTo("Default")));
        assertThat(Json.parse(out("runs", "list", "--experiment-id", "0", "--json")))
                .isInstanceOfSatisfying(
                        JsonValue.Arr.class, list -> assertThat(list.items()).hasSize(1));
    }

    @Test
    void anExperimentIsShown() {
        out("experiments", "create", "-n", "a", "-l", "s3://b/ü");

        assertThat(out("experiments", "get", "-n", "a"))
                .matches("Experiment ID {6}: 1\nName {15}: a\nArtifact Location {2}: s3://b/ü\n"
                        + "Lifecycle Stage {4}: active\nCreation Time {6}: \\d{13}\nLast Update Time {3}: \\d{13}\n"
                        + "Tags {15}: \n");
        String json = "\\{\n  \"artifact_location\": \"s3://b/\\\\u00fc\",\n  \"creation_time\": \\d{13},\n"
                + "  \"effective_trace_archival_retention\": null,\n  \"experiment_id\": \"1\",\n"
                + "  \"last_update_time\": \\d{13},\n  \"lifecycle_stage\": \"active\",\n  \"name\": \"a\",\n"
                + "  \"tags\": \\{\\},\n  \"trace_location\": null,\n  \"workspace\": \"default\"\n\\}\n";
        assertThat(out("experiments", "get", "-x", "1", "--output", "json")).matches(json);
        assertThat(out("experiments", "get", "-x", "1", "--json")).matches(json);
    }

    @Test
    void whatIsRefusedIsTold() {
        out("experiments", "create", "-n", "a");

        fails(1, "Experiment(name=a) already exists.", "experiments", "create", "-n", "a");
        fails(1, "nonsense", "experiments", "search", "--view", "nonsense");
        fails(1, "No Experiment with id=99 exists", "experiments", "get", "-x", "99");
        fails(1, "Experiment with name 'zz' does not exist.", "experiments", "get", "-n", "zz");
        fails(1, "No Experiment with id=99 exists", "experiments", "delete", "-x", "99");
        fails(1, "Run with id=abc not found", "runs", "describe", "--run-id", "abc");
        fails(1, "No Experiment with id=99 exists", "runs", "create", "--experiment-id", "99");
        fails(1, "leads out of the run", "artifacts", "list", "-r", "abc", "-a", "../..");
        fails(1, "give --run-id or --artifact-uri", "artifacts", "download");
        fails(2, "--experiment-name is required", "experiments", "create");
        fails(2, "and not both", "experiments", "get");
        fails(2, "and not both", "runs", "create", "--experiment-id", "0", "--experiment-name", "a");
        fails(2, "-t", "runs", "create", "--experiment-id", "0", "-t", "a");
        fails(2, "given twice", "runs", "create", "--experiment-id", "0", "-t", "a=1", "-t", "a=2");
        fails(2, "FINISHED, FAILED or KILLED", "runs", "create", "--experiment-id", "0", "--status", "x");
        fails(2, "between 0", "experiments", "search", "--max-results", "-1");
        fails(2, "traces are not archived", "experiments", "create", "--trace-archival-retention", "1d");
    }

    @Test
    void runsAreCreatedDescribedDeletedAndRestored() {
        String id = createRun(
                "--experiment-name",
                "made",
                "--run-name",
                "rn",
                "-t",
                "a=b=c",
                "--status",
                "killed",
                "--description",
                "ä");
        String child = createRun("--experiment-id", "1", "--parent-run-id", id);

        assertThat(out("runs", "describe", "--run-id", id))
                .startsWith("{\n    \"info\": {\n        \"artifact_uri\": ")
                .contains(
                        "\"experiment_id\": \"1\",\n        \"lifecycle_stage\": \"active\",\n        \"run_id\": \""
                                + id,
                        "\"run_name\": \"rn\"",
                        "\"status\": \"KILLED\"",
                        "\"metrics\": {},\n        \"params\": {},",
                        "\"a\": \"b=c\"",
                        "\"mlflow.note.content\": \"\\u00e4\"",
                        "\"mlflow.source.type\": \"LOCAL\"")
                .endsWith("    \"inputs\": {\n        \"model_inputs\": [],\n        \"dataset_inputs\": []\n    },\n"
                        + "    \"outputs\": {\n        \"model_outputs\": []\n    }\n}\n");
        assertThat(out("runs", "describe", "--run-id", child)).contains("\"mlflow.parentRunId\": \"" + id + "\"");
        assertThat(out("runs", "delete", "--run-id", id)).isEqualTo("Run with ID " + id + " has been deleted.\n");
        assertThat(out("runs", "list", "--experiment-id", "1").lines())
                .hasSize(3)
                .last()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ +\\S+ +" + child);
        fails(1, "is deleted", "runs", "create", "--experiment-id", "1", "--parent-run-id", id);
        assertThat(out("runs", "restore", "--run-id", id)).isEqualTo("Run with id " + id + " has been restored.\n");
        assertThat(out("runs", "list", "--experiment-id", "1").lines()).hasSize(4);
        assertThat(out("runs", "list", "--experiment-id", "77")).isEqualTo("\n\n");
    }

    @Test
    void runsAreWrittenAsCsv() throws Exception {
        String id = createRun("--experiment-id", "0", "--run-name", "one", "-t", "a=x,y");
        Path file = folder.resolve("runs.csv");

        String printed = out("experiments", "csv", "-x", "0");
        assertThat(printed)
                .startsWith("run_id,experiment_id,status,artifact_uri,start_time,end_time,tags.")
                .contains("\n" + id + ",0,FINISHED,", "\"x,y\"")
                .endsWith("\n\n");
        assertThat(out("experiments", "csv", "-x", "0", "-o", file.toString()))
                .isEqualTo("Experiment with ID 0 has been exported as a CSV to file: " + file + ".\n");
        assertThat(file).hasContent(printed.substring(0, printed.length() - 1));
        fails(2, "not compressed", "experiments", "csv", "-x", "0", "-o", file + ".gz");
        fails(1, "cannot write", "experiments", "csv", "-x", "0", "-o", folder + "/no/such/folder.csv");
    }

    @Test
    void artifactsAreStoredListedAndFetched() throws Exception {
        String id = createRun("--experiment-id", "0");
        Path source = Files.createDirectories(folder.resolve("d/e"));
        Files.writeString(folder.resolve("d/x.txt"), "xx");
        Files.writeString(source.resolve("MLmodel"), "yyy");

        CommandResult file =
                run("artifacts", "log-artifact", "-l", folder.resolve("d/x.txt").toString(), "-r", id, "-a", "sub");
        CommandResult all =
                run("artifacts", "log-artifacts", "-l", folder.resolve("d").toString(), "-r", id);

        assertThat(file.err()).endsWith(" to artifact_path=sub\n");
        assertThat(file.out() + all.out()).isEmpty();
        assertThat(all.code()).isZero();
        assertThat(out("artifacts", "list", "-r", id)).isEqualTo("""
                [{
                  "path": "e",
                  "is_dir": true
                }, {
                  "path": "sub",
                  "is_dir": true
                }, {
                  "path": "x.txt",
                  "is_dir": false,
                  "file_size": 2
                }]
                """);
        assertThat(out("artifacts", "list", "-r", id, "-a", "sub", "--json"))
                .isEqualTo("[{\n  \"path\": \"sub/x.txt\",\n  \"is_dir\": false,\n  \"file_size\": 2\n}]\n");
        assertThat(out("artifacts", "list", "-r", id, "-a", "x.txt")).isEqualTo("[]\n");

        String here = folder.resolve("here").toString();
        assertThat(out("artifacts", "download", "-r", id, "-a", "e/MLmodel", "-d", here))
                .isEqualTo("\n" + here + "/MLmodel\n");
        assertThat(Path.of(here, "MLmodel")).hasContent("yyy");
        assertThat(out("artifacts", "download", "-u", "runs:/" + id + "/e", "-d", here))
                .isEqualTo("\n" + here + "/e\n");
        assertThat(Path.of(here, "e/MLmodel")).hasContent("yyy");
        String root = folder.resolve("root").toString();
        assertThat(out("artifacts", "download", "-r", id, "-d", root)).isEqualTo("\n" + root + "\n");
        assertThat(Path.of(root, "sub/x.txt")).hasContent("xx");
        Path fetched =
                Path.of(out("artifacts", "download", "-r", id, "-a", "x.txt").strip());
        assertThat(fetched).hasContent("xx");

        fails(1, "Failed to download artifacts from path 'zz'", "artifacts", "download", "-r", id, "-a", "zz");
        fails(1, "leads out of the run", "artifacts", "download", "-u", "runs:/" + id + "/../x", "-d", here);
        fails(1, "there is no file", "artifacts", "log-artifact", "-l", here + "/nope", "-r", id);
        fails(1, "is a folder", "artifacts", "log-artifact", "-l", here, "-r", id);
        fails(1, "there is no folder", "artifacts", "log-artifacts", "-l", here + "/nope", "-r", id);
    }
}
