package dev.millrace.projects;

import dev.millrace.client.Addresses;
import dev.millrace.environments.EnvironmentsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Projects in git repositories. A repository of elsewhere is mirrored once and brought up to date for each run; the run
 * gets a checkout of its own, so that neither the mirror nor a checkout of the user's is ever touched.
 */
final class Git {
    private static final Logger LOG = LoggerFactory.getLogger(Git.class);

    /** A file lock excludes other processes only; within this one, threads take turns here. */
    private static final ReentrantLock MIRRORING = new ReentrantLock();

    private static final Pattern HEAD = Pattern.compile("^ref: (refs/heads/\\S+)\\s+HEAD$", Pattern.MULTILINE);

    private final Path mirrors;
    private final Map<String, String> variables;

    Git(Path mirrors, Map<String, String> variables) {
        this.mirrors = mirrors;
        this.variables = variables;
    }

    /** Whether a folder lies in a git checkout. */
    static boolean isInside(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    /** The commit that a folder is at; null outside of git, where git is not asked, and where there is no git. */
    @Nullable
    String commit(Path folder) {
        return isToldOf(folder) ? answerOrNull(folder, "rev-parse", "HEAD") : null;
    }

    /** Where a folder's repository was cloned from; null if nowhere, and where there is no git. */
    @Nullable
    String origin(Path folder) {
        String url = isToldOf(folder) ? answerOrNull(folder, "config", "--get", "remote.origin.url") : null;
        return url == null ? null : Addresses.withoutUser(url);
    }

    /** A run of a local folder needs no git; it is only told less of where it came from. */
    private boolean isToldOf(Path folder) {
        if (!isInside(folder)) {
            return false;
        }
        boolean there = program().isPresent();
        if (!there) {
            LOG.debug("There is no git to ask for the commit of {}: it is left out", folder);
        }
        return there;
    }

    private Optional<Path> program() {
        return EnvironmentsConfig.of(variables).findProgram("git");
    }

    /** A checkout of a repository of elsewhere, or of a bare one. */
    SourceTree fetch(ProjectSource source, String uri) {
        GitRemote remote = GitRemote.parse(uri);
        return new Git(mirrors, remote.addTo(variables)).fetch(source, remote);
    }

    private SourceTree fetch(ProjectSource source, GitRemote remote) {
        String uri = remote.address();
        Path mirror = mirrors.resolve(nameOf(uri));
        MIRRORING.lock();
        try {
            Files.createDirectories(mirrors);
            Path lockFile = mirrors.resolve(mirror.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                mirror(uri, mirror);
                return checkout(source, mirror, Addresses.withoutUser(uri), uri);
            }
        } catch (IOException e) {
            throw new ProjectException("Cannot keep a mirror of " + Addresses.withoutUser(uri) + ": " + e, e);
        } finally {
            MIRRORING.unlock();
        }
    }

    /** A checkout of a version of a repository of this machine. */
    SourceTree fetchLocal(ProjectSource source, Path folder) {
        String top = answer(folder, "rev-parse", "--show-toplevel");
        String below =
                Path.of(top).relativize(folder.toAbsolutePath().normalize()).toString();
        String subdirectory =
                Path.of(below).resolve(source.subdirectory()).normalize().toString();
        ProjectSource inside = new ProjectSource(source.location(), subdirectory, source.version());
        String origin = origin(folder);
        return checkout(inside, Path.of(top), source.name(folder), origin == null ? top : origin);
    }

    private void mirror(String uri, Path mirror) {
        if (Files.exists(mirror.resolve("HEAD"))) {
            answer(mirror, "fetch", "--quiet", "--prune", "--force", "origin", "+refs/*:refs/*");
            followHead(mirror);
            return;
        }
        Path partial = mirror.resolveSibling(mirror.getFileName() + ".part");
        SourceTree.delete(partial);
        answer(mirrors, "clone", "--quiet", "--mirror", "--", uri, partial.toString());
        try {
            Files.move(partial, mirror);
        } catch (IOException e) {
            throw new ProjectException("Cannot keep a mirror of " + Addresses.withoutUser(uri) + ": " + e, e);
        }
    }

    /** A fetch does not tell when another branch has become the repository's default. */
    private void followHead(Path mirror) {
        Matcher head = HEAD.matcher(answer(mirror, "ls-remote", "--symref", "origin", "HEAD"));
        if (head.find()) {
            answer(mirror, "symbolic-ref", "HEAD", head.group(1));
        }
    }

    private SourceTree checkout(ProjectSource source, Path repository, String name, String origin) {
        String branch = null;
        String commit;
        String version = source.version();
        if (version == null) {
            commit = answer(repository, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        } else {
            String head = commitOf(repository, "refs/heads/" + version);
            if (head == null) {
                head = commitOf(repository, "refs/remotes/origin/" + version);
            }
            branch = head == null ? null : version;
            commit = head == null ? tagOrCommit(repository, version, name) : head;
        }
        Path folder = ProjectSource.temporaryFolder();
        try {
            answer(folder, "clone", "--quiet", "--shared", "--no-checkout", "--", repository.toString(), ".");
            answer(folder, "remote", "set-url", "origin", origin);
            answer(folder, "-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", commit);
            if (Files.exists(folder.resolve(".gitmodules"))) {
                answer(folder, "submodule", "update", "--quiet", "--init", "--recursive");
            }
            String full =
                    name.contains("#") || source.subdirectory().isEmpty() ? name : name + "#" + source.subdirectory();
            return new SourceTree(source.within(folder), folder, full, commit, Addresses.withoutUser(origin), branch);
        } catch (RuntimeException e) {
            SourceTree.delete(folder);
            throw e;
        }
    }

    private String tagOrCommit(Path repository, String version, String name) {
        String commit = commitOf(repository, "refs/tags/" + version);
        if (commit == null && version.matches("[0-9a-fA-F]{4,64}")) {
            commit = commitOf(repository, version);
        }
        if (commit == null) {
            throw new ProjectException("'" + version + "' is no branch, tag or commit of " + name + ".");
        }
        return commit;
    }

    private @Nullable String commitOf(Path repository, String name) {
        return answerOrNull(repository, "rev-parse", "--verify", "--quiet", name + "^{commit}");
    }

    /** The last part of the address, to be read by people, and a number that tells it from others. */
    private static String nameOf(String uri) {
        CRC32 sum = new CRC32();
        sum.update(uri.getBytes(StandardCharsets.UTF_8));
        String last = uri.substring(uri.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
        return (last.length() > 60 ? last.substring(0, 60) : last) + "-"
                + HexFormat.of().toHexDigits((int) sum.getValue())
                + Integer.toHexString(uri.hashCode());
    }

    private String answer(Path folder, String... words) {
        Outcome outcome = run(folder, words);
        if (outcome.code() != 0) {
            throw new ProjectException("git " + words[0] + " failed: " + Addresses.withoutUser(outcome.text()));
        }
        return outcome.text();
    }

    private @Nullable String answerOrNull(Path folder, String... words) {
        Outcome outcome = run(folder, words);
        return outcome.code() == 0 && !outcome.text().isEmpty() ? outcome.text() : null;
    }

    private record Outcome(int code, String text) {}

    private Outcome run(Path folder, String... words) {
        Path git = program()
                .orElseThrow(() -> new ProjectException(
                        "A project of a git repository needs git, and there is none on the PATH: install it."));
        List<String> command = new ArrayList<>(List.of(git.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        // A hook or an editor may have set these for a repository of its own.
        List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE").forEach(builder.environment()::remove);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                return new Outcome(process.waitFor(), text);
            }
        } catch (IOException e) {
            throw new ProjectException("git cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProjectException("git was interrupted.", e);
        }
    }
}
