package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The requirements that MLflow keeps beside a model, once in {@code requirements.txt} and once in {@code conda.yaml}.
 * {@code python_env.yaml} only refers to the former. Lines that ask for no package by its name, as options, comments and
 * paths, stay as they are.
 */
public final class ModelRequirements {
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String CONDA = "conda.yaml";

    /** The files' names. */
    public static final List<String> FILES = List.of(REQUIREMENTS, CONDA);

    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

    private final Path folder;

    /** @param folder the model's, or one that holds copies of its two files */
    public ModelRequirements(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts requirements in the place of those of the same packages, or at the end.
     *
     * @throws EnvironmentException if a package is named twice, or a file is missing or wrong; nothing is changed then
     */
    public void add(List<Requirement> wanted) {
        Map<String, Requirement> named = new LinkedHashMap<>();
        for (Requirement each : wanted) {
            Requirement requirement = each.inLowerCase();
            Requirement other = named.put(requirement.key(), requirement);
            if (other != null && !other.equals(requirement)) {
                throw new EnvironmentException("'" + other + "' and '" + requirement
                        + "' are of one package: write them as one requirement, with commas between the versions.");
            }
        }
        change(lines -> named.forEach((key, requirement) -> lines.put(key, requirement.toString())));
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
                .filter(key -> lines.remove(key) != null)
                .forEach(found::add));
        Set<String> absent = new LinkedHashSet<>();
        unwanted.stream()
                .filter(each -> !found.contains(each.key()))
                .map(Requirement::name)
                .forEach(absent::add);
        return absent;
    }

    /** @param change changes lines that are kept by the key of their package, once for each file */
    private void change(Consumer<Map<String, String>> change) {
        Path text = folder.resolve(REQUIREMENTS);
        Path conda = folder.resolve(CONDA);
        try {
            String changedText =
                    String.join("\n", changed(Files.readString(text).lines(), change));
            Map<?, ?> changedConda = changed(conda, change);
            Files.writeString(text, changedText);
            YamlFile.write(conda, changedConda);
        } catch (IOException e) {
            throw new EnvironmentException("Cannot change the requirements in " + folder + ": " + e, e);
        }
    }

    private static List<String> changed(Stream<String> lines, Consumer<Map<String, String>> change) {
        Map<String, String> kept = new LinkedHashMap<>();
        lines.map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> keep(line, kept));
        change.accept(kept);
        return List.copyOf(kept.values());
    }

    private static void keep(String line, Map<String, String> kept) {
        Matcher comment = COMMENT.matcher(line);
        int end = comment.find() ? comment.start() : line.length();
        try {
            Requirement requirement = Requirement.parse(line.substring(0, end));
            kept.put(requirement.key(), requirement + line.substring(end));
        } catch (EnvironmentException noPackage) {
            kept.put(line, line); // never the key of a package, which would have been one
        }
    }

    /** The file's content with its list under {@code pip} changed, or made. */
    private static Map<?, ?> changed(Path conda, Consumer<Map<String, String>> change) {
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
        Map<String, List<String>> pip = Map.of("pip", changed(lines.stream(), change));
        dependencies.add(place < 0 ? dependencies.size() : place, pip);
        content.put("dependencies", dependencies);
        return content;
    }
}
