package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requirements that MLflow keeps beside a model, once in {@code requirements.txt} and once in {@code conda.yaml}.
 * {@code python_env.yaml} only refers to the former. Lines that ask for no package by its name, as options, comments and
 * paths, stay as they are. A package that is named loses all its lines, also where it has several for different machines.
 */
public final class ModelRequirements {
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String CONDA = "conda.yaml";

    /** The files' names. */
    public static final List<String> FILES = List.of(REQUIREMENTS, CONDA);

    /** A backslash takes the next line in. */
    private static final Pattern CONTINUATION = Pattern.compile("\\\\\\R");

    /** What pip takes for options of one requirement, as {@code --hash=…}. */
    private static final Pattern OPTIONS = Pattern.compile("\\s+--?[A-Za-z].*$");

    private static final Pattern HASH = Pattern.compile("(?:^|\\s)--(?:hash[=\\s]|require-hashes)");

    private final Path folder;

    /** @param folder the model's, or one that holds copies of its two files */
    public ModelRequirements(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts requirements in the place of all those of the same packages, or at the end.
     *
     * @throws EnvironmentException if a package is named twice, or a file is missing or wrong, or would hold some
     *     requirements with hashes and some without, which pip refuses; nothing is changed then
     */
    public void add(List<Requirement> wanted) {
        Map<String, Requirement> named = new LinkedHashMap<>();
        for (Requirement each : wanted) {
            Requirement requirement = each.inLowerCase();
            Requirement other = named.put(requirement.key(), requirement);
            if (other != null && !other.equals(requirement)) {
                throw new EnvironmentException("'" + Requirement.withoutAddresses(other.toString()) + "' and '"
                        + Requirement.withoutAddresses(requirement.toString())
                        + "' are of one package: write them as one requirement, with commas between the versions.");
            }
        }
        change(lines -> {
            named.forEach((key, requirement) -> put(lines, key, requirement.toString()));
            if (!named.isEmpty() && lines.stream().anyMatch(Line::isHashed)) {
                throw new EnvironmentException(
                        "Other packages have a --hash, beside which pip installs none without: write "
                                + String.join(", ", named.keySet()) + " into the files by hand, with hashes.");
            }
        });
    }

    private static void put(List<Line> lines, String key, String text) {
        int place = 0;
        while (place < lines.size() && !lines.get(place).asksFor(key)) {
            place++;
        }
        lines.removeIf(line -> line.asksFor(key));
        lines.add(place, new Line(key, text, false));
    }

    /**
     * Takes packages out, whatever their versions.
     *
     * @return the names of those that neither file had
     * @throws EnvironmentException if a file is missing or wrong; nothing is changed then
     */
    public Set<String> remove(List<Requirement> unwanted) {
        Set<String> found = new LinkedHashSet<>();
        change(lines -> unwanted.stream()
                .map(Requirement::key)
                .filter(key -> lines.removeIf(line -> line.asksFor(key)))
                .forEach(found::add));
        Set<String> absent = new LinkedHashSet<>();
        unwanted.stream()
                .filter(each -> !found.contains(each.key()))
                .map(Requirement::name)
                .forEach(absent::add);
        return absent;
    }

    /** @param change changes the lines of one file, and is called for each */
    private void change(Consumer<List<Line>> change) {
        Path text = folder.resolve(REQUIREMENTS);
        Path conda = folder.resolve(CONDA);
        try {
            String changedText = String.join("\n", changed(joined(Files.readString(text)), change));
            String changedConda = YamlFile.text(changed(conda, change));
            replace(text, changedText, conda, changedConda);
        } catch (IOException e) {
            throw new EnvironmentException("Cannot change the requirements in " + folder + ": " + e, e);
        }
    }

    /** Neither file is touched before both contents are written, since half a change would leave them at odds. */
    private static void replace(Path one, String ofOne, Path other, String ofOther) throws IOException {
        Path nextOne = beside(one);
        Path nextOther = beside(other);
        try {
            write(one, nextOne, ofOne);
            write(other, nextOther, ofOther);
            Files.move(nextOne, one.toRealPath(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(nextOther, other.toRealPath(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(nextOne);
            Files.deleteIfExists(nextOther);
        }
    }

    private static Path beside(Path file) throws IOException {
        Path target = file.toRealPath();
        // A name of its own: two commands may change one model.
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    }

    /** Written over a copy, which has the file's permissions. */
    private static void write(Path file, Path next, String content) throws IOException {
        Files.copy(file, next, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(next, content);
    }

    private static List<String> changed(List<String> texts, Consumer<List<Line>> change) {
        List<Line> lines = texts.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Line::of)
                .collect(Collectors.toCollection(ArrayList::new));
        change.accept(lines);
        return lines.stream().map(Line::text).toList();
    }

    /** The lines of a requirements file, each with those that it goes on in. A comment does not go on. */
    private static List<String> joined(String file) {
        List<String> joined = new ArrayList<>();
        boolean goesOn = false;
        for (String line : file.lines().toList()) {
            joined.add(goesOn ? joined.removeLast() + "\n" + line : line);
            goesOn = line.endsWith("\\") && !line.strip().startsWith("#");
        }
        return joined;
    }

    /**
     * What stands in a file for one requirement, as a rule one line.
     *
     * @param key what tells its package apart; null where it names none
     * @param isHashed whether pip installs, because of this line, nothing that has no hash
     */
    private record Line(@Nullable String key, String text, boolean isHashed) {
        static Line of(String written) {
            // At the end there is nothing that a backslash could take in, until a line is added.
            String text = written.startsWith("#") ? written : written.replaceFirst("\\s*\\\\$", "");
            String joined = CONTINUATION.matcher(text).replaceAll(" ");
            Matcher comment = EnvironmentSpec.COMMENT.matcher(joined);
            int end = comment.find() ? comment.start() : joined.length();
            String bare = OPTIONS.matcher(joined.substring(0, end)).replaceFirst("");
            boolean isHashed = HASH.matcher(joined).region(0, end).find();
            try {
                Requirement requirement = Requirement.parse(bare.strip());
                boolean isPlain = joined.equals(text) && bare.length() == end;
                return new Line(requirement.key(), isPlain ? requirement + text.substring(end) : text, isHashed);
            } catch (EnvironmentException noPackage) {
                return new Line(null, text, isHashed);
            }
        }

        boolean asksFor(String wanted) {
            return wanted.equals(key);
        }
    }

    /** The file's content with its list under {@code pip} changed, or made. */
    private static Map<?, ?> changed(Path conda, Consumer<List<Line>> change) {
        Map<String, Object> content = new LinkedHashMap<>();
        YamlFile.read(conda).forEach((name, value) -> content.put(String.valueOf(name), value));
        List<Object> dependencies = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int place = -1;
        for (Object item : YamlFile.list(conda, "dependencies", content.get("dependencies"))) {
            if (item instanceof Map<?, ?> map && map.containsKey("pip")) {
                YamlFile.list(conda, "pip", map.get("pip")).forEach(line -> lines.add(line.toString()));
                place = place < 0 ? dependencies.size() : place;
            } else {
                dependencies.add(item);
            }
        }
        Map<String, List<String>> pip = Map.of("pip", changed(lines, change));
        dependencies.add(place < 0 ? dependencies.size() : place, pip);
        content.put("dependencies", dependencies);
        return content;
    }
}
