package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Fills an empty folder with an environment, in one of two ways. */
sealed interface EnvironmentBuilder permits VenvBuilder, UvBuilder {
    /** More packages than these make a message longer, not clearer. */
    int MOST_NAMED = 5;

    /** Tool and Python, such as {@code venv 3.11.7}: part of what an environment is kept by. */
    String name();

    /** Makes the environment in this folder, which does not exist yet. */
    void build(EnvironmentSpec spec, Path folder, Consumer<String> listener) throws IOException;

    /**
     * Runs a step and puts the last lines of what it said into the error if it fails.
     *
     * @param failure what a failure means, e.g. {@code pip could not install x==1}
     */
    static void step(
            String failure, List<String> words, Path folder, Map<String, String> variables, Consumer<String> listener) {
        Deque<String> last = new ArrayDeque<>();
        int code = new Command(words, folder, variables).run(line -> {
            if (last.size() == 15) {
                last.removeFirst();
            }
            last.addLast(line);
            if (Progress.isWorthTelling(line)) {
                listener.accept(line.strip());
            }
        });
        if (code != 0) {
            throw new EnvironmentException(
                    failure + " (exit code " + code + "); the next call will try again:\n" + String.join("\n", last));
        }
    }

    /** What it means that a tool did not install these: their names, since their addresses may hold passwords. */
    static String notInstalled(String tool, List<String> requirements) {
        List<String> packages = requirements.stream()
                .map(String::strip)
                .filter(line -> !line.startsWith("-") && !line.startsWith("#"))
                .map(line -> line.split("[ @;]", 2)[0])
                .filter(name -> !name.isEmpty() && !name.contains("://"))
                .toList();
        if (packages.isEmpty()) {
            return tool + " could not install the requirements";
        }
        String rest = packages.size() > MOST_NAMED ? ", …" : "";
        return tool + " could not install "
                + String.join(", ", packages.subList(0, Math.min(packages.size(), MOST_NAMED))) + rest;
    }

    /**
     * Installs, in three steps, what is needed to build packages, the packages and those that win over them. The files
     * that say which, which pip and uv read alike, stay in the folder for whoever wonders what is in it.
     *
     * @param command takes the requirements of the file that is named behind {@code -r}
     */
    static void install(
            String tool,
            List<String> command,
            EnvironmentSpec spec,
            Path folder,
            Map<String, String> variables,
            Consumer<String> listener)
            throws IOException {
        Map<String, List<String>> files = new LinkedHashMap<>();
        files.put("build-requirements.txt", spec.buildDependencies());
        files.put("requirements.txt", spec.dependencies());
        files.put("override-requirements.txt", spec.overrides());
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            List<String> requirements = file.getValue();
            if (!requirements.isEmpty()) {
                Path list = folder.resolve(file.getKey());
                Files.writeString(list, String.join("\n", requirements) + "\n");
                List<String> words = new ArrayList<>(command);
                words.addAll(List.of("-r", list.toString()));
                step(notInstalled(tool, requirements), words, spec.folder(), variables, listener);
            }
        }
    }
}
