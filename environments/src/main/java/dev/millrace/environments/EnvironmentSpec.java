package dev.millrace.environments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an environment consists of.
 *
 * @param python the wanted Python; null for any that is installed
 * @param buildDependencies requirements that are installed before all others
 * @param dependencies requirements as lines of a requirements file
 * @param overrides requirements that are installed last and win over the others, in lines as well
 * @param folder where relative paths in the requirements start
 */
public record EnvironmentSpec(
        @Nullable PythonVersion python,
        List<String> buildDependencies,
        List<String> dependencies,
        List<String> overrides,
        Path folder) {
    /** What stands behind a line of a requirements file, or instead of one. */
    static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

    private static final Pattern LOCAL_PATH = Pattern.compile("^(-e|--editable|\\.|/|file:).*|.*@\\s*(file:|\\.).*");

    public EnvironmentSpec {
        buildDependencies = List.copyOf(buildDependencies);
        dependencies = List.copyOf(dependencies);
        overrides = List.copyOf(overrides);
        folder = folder.toAbsolutePath().normalize();
    }

    /** Any Python, nothing installed. */
    public static EnvironmentSpec empty(Path folder) {
        return new EnvironmentSpec(null, List.of(), List.of(), List.of(), folder);
    }

    /**
     * Reads a {@code python_env.yaml}: {@code python}, {@code build_dependencies}, {@code dependencies}.
     *
     * @throws EnvironmentException if the file, or one it refers to, is missing or wrong
     */
    public static EnvironmentSpec ofPythonEnv(Path file) {
        Map<?, ?> yaml = YamlFile.read(file);
        Path folder = folderOf(file);
        Object python = yaml.get("python");
        if (python != null && !(python instanceof String)) {
            throw new EnvironmentException(file + ": write the Python version in quotes, such as python: \"3.11\";"
                    + " without them 3.10 is read as the number 3.1.");
        }
        return new EnvironmentSpec(
                python == null ? null : PythonVersion.parse((String) python),
                requirements(file, "build_dependencies", yaml.get("build_dependencies"), folder),
                requirements(file, "dependencies", yaml.get("dependencies"), folder),
                List.of(),
                folder);
    }

    /**
     * Reads what pip can install of a {@code conda.yaml}: the Python version and the list under {@code pip}.
     *
     * @throws EnvironmentException if it names other conda packages than Python and pip's own
     */
    public static EnvironmentSpec ofConda(Path file) {
        Map<?, ?> yaml = YamlFile.read(file);
        Path folder = folderOf(file);
        @Nullable PythonVersion python = null;
        List<String> build = new ArrayList<>();
        List<String> dependencies = new ArrayList<>();
        for (Object item : YamlFile.list(file, "dependencies", yaml.get("dependencies"))) {
            if (item instanceof Map<?, ?> map) {
                dependencies.addAll(requirements(file, "pip", map.get("pip"), folder));
                continue;
            }
            String name = item.toString().strip();
            String bare = name.split("[=<>!~ ]", 2)[0];
            switch (bare) {
                case "python" -> {
                    String version = name.substring(bare.length()).replaceFirst("^[= ]+", "");
                    python = version.isEmpty() ? null : PythonVersion.parse(version);
                }
                case "pip", "setuptools", "wheel" -> build.add(pinned(name, bare));
                default ->
                    throw new EnvironmentException(file + " asks conda for '" + name + "'. Only its pip packages"
                            + " can be installed here: name it under pip, or run with --env-manager local.");
            }
        }
        return new EnvironmentSpec(python, build, dependencies, List.of(), folder);
    }

    /** Reads a requirements file; any Python will do. */
    public static EnvironmentSpec ofRequirements(Path file) {
        Path folder = folderOf(file);
        return new EnvironmentSpec(null, List.of(), lines(file, new HashSet<>()), List.of(), folder);
    }

    /** The same with these requirements added at the end. */
    public EnvironmentSpec with(List<String> more) {
        List<String> all = new ArrayList<>(dependencies);
        all.addAll(more);
        return new EnvironmentSpec(python, buildDependencies, all, overrides, folder);
    }

    /** The same with these requirements in the place of what else is said about their packages. */
    public EnvironmentSpec overriddenBy(List<String> requirements) {
        return new EnvironmentSpec(python, buildDependencies, dependencies, requirements, folder);
    }

    /** Names this content: the same for equal requirements, whatever file they came from. */
    String key(String maker) {
        StringBuilder text = new StringBuilder(maker).append('\n');
        buildDependencies.forEach(line -> text.append(line).append('\n'));
        text.append("--\n");
        dependencies.forEach(line -> text.append(line).append('\n'));
        if (!overrides.isEmpty()) {
            text.append("--\n");
            overrides.forEach(line -> text.append(line).append('\n'));
        }
        if (Stream.concat(dependencies.stream(), overrides.stream())
                .anyMatch(line -> LOCAL_PATH.matcher(line).matches())) {
            text.append(folder);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String pinned(String name, String bare) {
        String rest = name.substring(bare.length()).strip();
        return rest.startsWith("=") && !rest.startsWith("==") ? bare + "=" + rest : bare + rest;
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static List<String> requirements(Path file, String key, @Nullable Object value, Path folder) {
        List<String> result = new ArrayList<>();
        for (Object item : YamlFile.list(file, key, value)) {
            if (!(item instanceof String line)) {
                throw new EnvironmentException(file + ": '" + key + "' holds '"
                        + Requirement.withoutAddresses(item.toString()) + "', which is no requirement.");
            }
            expand(line.strip(), folder, new HashSet<>(), result);
        }
        return result;
    }

    /** Files that are referred to are taken in, so that a change in them makes another environment. */
    private static void expand(String line, Path folder, Set<Path> seen, List<String> into) {
        String[] words = line.split("[\\s=]+", 2);
        boolean reference = words.length == 2 && (words[0].equals("-r") || words[0].equals("--requirement"));
        if (reference) {
            into.addAll(lines(folder.resolve(words[1].strip()), seen));
        } else if (!line.isEmpty()) {
            into.add(line);
        }
    }

    private static List<String> lines(Path file, Set<Path> seen) {
        if (!seen.add(file.normalize())) {
            throw new EnvironmentException(file + " refers to itself.");
        }
        List<String> result = new ArrayList<>();
        try {
            String text = Files.readString(file).replace("\\\r\n", " ").replace("\\\n", " ");
            for (String line : text.lines().toList()) {
                expand(COMMENT.matcher(line).replaceFirst("").strip(), folderOf(file), seen, result);
            }
        } catch (IOException e) {
            throw new EnvironmentException("Cannot read the requirements in " + file + ": " + e, e);
        }
        seen.remove(file.normalize());
        return result;
    }
}
