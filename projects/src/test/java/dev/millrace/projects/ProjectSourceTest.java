package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With git itself, on repositories of this machine. */
class ProjectSourceTest {
    @TempDir
    private Path folder;

    private Map<String, String> variables = Map.of();
    private Git git = new Git(Path.of("/"), Map.of());
    private Path repository = Path.of("/");

    @BeforeEach
    void makeRepository() throws Exception {
        variables = new HashMap<>(System.getenv());
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            variables.put("GIT_" + role + "_NAME", "Ada");
            variables.put("GIT_" + role + "_EMAIL", "ada@example.org");
        }
        Requirements.require(Files.isExecutable(Path.of("/usr/bin/git")), "git");
        git = new Git(folder.resolve("mirrors"), variables);
        repository = Files.createDirectories(folder.resolve("repository"));
        git("init", "--quiet", "--initial-branch", "main");
        commit("one");
        git("tag", "v1");
        git("branch", "side");
        commit("two");
    }

    private String git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.strip();
    }

    private void commit(String content) throws Exception {
        Files.createDirectories(repository.resolve("deep/er"));
        Files.writeString(repository.resolve("file"), content);
        Files.writeString(repository.resolve("deep/er/file"), "deep " + content);
        git("add", ".");
        git("commit", "--quiet", "-m", content);
    }

    private SourceTree fetch(String uri, String version) {
        return ProjectSource.parse(uri, version).fetch(folder, git);
    }

    @Test
    void usesALocalFolderAsItIs() throws Exception {
        try (SourceTree tree = fetch("repository#deep", null)) {
            assertThat(tree.folder()).isEqualTo(repository.resolve("deep"));
            assertThat(tree.commit()).isEqualTo(git("rev-parse", "HEAD"));
            assertThat(tree.name()).isEqualTo(repository + "#deep");
        }
        assertThat(repository).isDirectory();
    }

    @Test
    void needsNoGitForALocalFolder() {
        git = new Git(folder.resolve("mirrors"), Map.of("PATH", folder.toString()));

        try (SourceTree tree = fetch("repository#deep", null)) {
            assertThat(tree.folder()).isEqualTo(repository.resolve("deep"));
            assertThat(tree.commit()).isNull();
            assertThat(tree.repository()).isNull();
        }
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("repository", "v1"))
                .withMessageContaining("needs git");
    }

    @Test
    void checksOutAVersionBesideTheUsersOwnCheckout() throws Exception {
        Files.writeString(repository.resolve("file"), "not committed");
        Path temporary;
        try (SourceTree tree = fetch("repository#deep/er", "v1")) {
            temporary = tree.temporary();
            assertThat(tree.folder().resolve("file")).hasContent("deep one");
            assertThat(tree.commit()).isEqualTo(git("rev-parse", "v1"));
            assertThat(tree.branch()).isNull();
        }
        assertThat(temporary).doesNotExist();
        assertThat(repository.resolve("file")).hasContent("not committed");
        assertThat(git("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(git("remote")).isEmpty();
    }

    @Test
    void fetchesBranchTagAndShortCommitOfARepositoryOfElsewhere() throws Exception {
        Path bare = folder.resolve("bare.git");
        git("clone", "--quiet", "--bare", ".", bare.toString());
        String first = git("rev-parse", "v1");

        for (String version : List.of("side", "v1", first, first.substring(0, 7))) {
            try (SourceTree tree = fetch(bare.toString(), version)) {
                assertThat(tree.folder().resolve("file")).as(version).hasContent("one");
                assertThat(tree.commit()).isEqualTo(first);
                assertThat(tree.repository()).isEqualTo(bare.toString());
                assertThat(tree.branch()).isEqualTo(version.equals("side") ? "side" : null);
            }
        }
    }

    @Test
    void bringsItsMirrorUpToDate() throws Exception {
        Path bare = folder.resolve("bare.git");
        git("clone", "--quiet", "--bare", ".", bare.toString());
        fetch(bare.toString(), null).close();
        commit("three");
        git("push", "--quiet", bare.toString(), "main");

        try (SourceTree tree = fetch(bare + "#deep", null)) {
            assertThat(tree.folder().resolve("er/file")).hasContent("deep three");
            assertThat(tree.name()).isEqualTo(bare + "#deep");
        }
        git("--git-dir", bare.toString(), "symbolic-ref", "HEAD", "refs/heads/side");
        try (SourceTree tree = fetch(bare.toString(), null)) {
            assertThat(tree.folder().resolve("file")).hasContent("one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--upload-pack=x", "-v", "no-such", "main~1", "v1^", "a..b", "deadbee"})
    void refusesAVersionThatIsNone(String version) {
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("repository", version))
                .withMessageContaining("'" + version + "' is no ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--upload-pack=touch x", "-c", "", "repository#../..", "repository#/etc", "repository#none"})
    void refusesAnAddressThatLeadsElsewhere(String uri) {
        assertThatExceptionOfType(ProjectException.class).isThrownBy(() -> fetch(uri, null));
    }

    @Test
    void understandsTheWaysToNameAFile() throws Exception {
        for (String address : List.of(
                repository.toUri().toString(),
                "file:" + repository,
                "file://localhost" + repository,
                "file:repository")) {
            try (SourceTree tree = fetch(address, null)) {
                assertThat(tree.folder()).as(address).isEqualTo(repository);
            }
        }
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("file:none", null))
                .withMessageContaining("There is nothing at file:none");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> fetch("file://host/x", null))
                .withMessageContaining("names no file of this machine");
    }

    @Test
    void unpacksAZipFile() throws IOException {
        zip("project.zip", "sub/MLproject", "name: zipped");
        Path temporary;
        try (SourceTree tree = fetch("project.zip#sub", null)) {
            temporary = tree.temporary();
            assertThat(Project.read(tree.folder()).name()).isEqualTo("zipped");
            assertThat(tree.commit()).isNull();
        }
        assertThat(temporary).doesNotExist();
    }

    @Test
    void refusesAZipFileThatWritesOutsideOfIt() throws IOException {
        zip("evil.zip", "../../evil", "x");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("evil.zip", null))
                .withMessageContaining("outside of its folder");
    }

    @Test
    void refusesWhatIsNoZipFile() throws IOException {
        Files.writeString(folder.resolve("text.zip"), "hello");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> fetch("text.zip", null))
                .withMessageContaining("no zip file");
    }

    private void zip(String name, String entry, String content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
