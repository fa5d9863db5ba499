package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Git itself and its own HTTP server: a password is used, and seen nowhere. */
class GitPasswordTest {
    private static final String SECRET = "s3cr";

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>(System.getenv());
    private GitServer server;
    private Git git;
    private Path store;

    @BeforeEach
    void serveARepository() throws Exception {
        Requirements.require(Files.isExecutable(Path.of("/usr/lib/git-core/git-http-backend")), "git-http-backend");
        // What a user may have, and what would keep the password.
        store = folder.resolve("stored-passwords");
        Path settings = Files.writeString(folder.resolve("gitconfig"), """
                [user]
                  name = Ada
                  email = ada@example.org
                [credential]
                  helper = store --file=%s
                """.formatted(store));
        variables.put("GIT_CONFIG_GLOBAL", settings.toString());
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.remove("GIT_ASKPASS");
        server = new GitServer(Files.createDirectory(folder.resolve("served")), "bob", "s3cr@t");
        shell("""
                git init --quiet --initial-branch main work && cd work
                echo one > file && git add file && git commit --quiet -m one
                printf '[submodule "sub"]\n path = sub\n url = ../project.git\n' > .gitmodules
                git add .gitmodules && git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),sub"
                echo two > file && git add file && git commit --quiet -m two
                git clone --quiet --bare . ../served/project.git
                """);
        variables.put("GIT_TRACE", folder.resolve("trace").toString());
        git = new Git(folder.resolve("mirrors"), variables);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void shell(String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
    }

    private SourceTree fetch(String signIn) {
        return ProjectSource.parse("http://" + signIn + "@" + server.host() + "/project.git", null)
                .fetch(folder, git);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob:s3cr%40t", "bob:s3cr@t"})
    void signsInAndShowsThePasswordToNobody(String signIn) throws Exception {
        String address = "http://" + server.host() + "/project.git";
        // The second time its mirror is there.
        for (int time = 0; time < 2; time++) {
            try (SourceTree tree = fetch(signIn)) {
                assertThat(tree.folder().resolve("file")).hasContent("two");
                assertThat(tree.folder().resolve("sub/file")).hasContent("one");
                assertThat(tree.repository()).isEqualTo(address);
                assertThat(tree.name()).isEqualTo(address);
                assertThat(filesWithTheSecret(tree.folder())).isEmpty();
            }
        }
        assertThat(filesWithTheSecret(folder.resolve("mirrors"))).isEmpty();
        assertThat(store).doesNotExist();
        assertThat(server.commandLines())
                .anyMatch(line -> line.contains(server.host()))
                .noneMatch(line -> line.contains(SECRET));
        // All that git starts, also between the requests.
        assertThat(folder.resolve("trace")).content().contains("username=").doesNotContain(SECRET);
    }

    @Test
    void tellsAWrongPasswordWithoutSayingIt() {
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("bob:s3cret"))
                .withMessageContaining("Authentication failed")
                .withMessageNotContaining(SECRET);
    }

    @Test
    void leavesAPasswordThatIsNotGivenToTheUsersOwnHelper() throws Exception {
        Files.writeString(store, "http://bob:s3cr%40t@" + server.host() + "\n");

        try (SourceTree tree = fetch("bob")) {
            assertThat(tree.folder().resolve("file")).hasContent("two");
        }
    }

    private static List<Path> filesWithTheSecret(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(SECRET))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
