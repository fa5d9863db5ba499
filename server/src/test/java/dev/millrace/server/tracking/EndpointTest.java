package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test of one endpoint, over real HTTP on a server that the class has for itself. */
abstract class EndpointTest {
    static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static void ok(TestServer.Answer answer) {
        assertThat(answer).isEqualTo(new TestServer.Answer(200, "{}"));
    }

    static void refused(TestServer.Answer answer, int status, String code, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo(code);
        assertThat(answer.at("message")).contains(message);
    }

    /** An experiment of a name that no other test has. */
    static String experiment(String name) {
        return server.post("experiments/create", "{'name': '%s'}", name).at("experiment_id");
    }

    static String deletedRun() {
        String run = server.run();
        ok(server.post("runs/delete", "{'run_id': '%s'}", run));
        return run;
    }
}
