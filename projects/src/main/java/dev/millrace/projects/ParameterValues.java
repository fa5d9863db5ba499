package dev.millrace.projects;

import dev.millrace.client.Addresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that an entry point starts with.
 *
 * @param declared what the entry point declares, in its order, as given or by default
 * @param extra what was given beyond that, in the order given
 */
record ParameterValues(EntryPoint entryPoint, Map<String, String> declared, Map<String, String> extra) {

    /** Fetches a remote file or folder and tells where it lies now. */
    @FunctionalInterface
    interface Fetcher {
        Path fetch(String address, int position);
    }

    /**
     * Puts given values and defaults together.
     *
     * @throws ProjectException that names every required parameter that was not given
     */
    static ParameterValues of(EntryPoint entryPoint, Map<String, String> given) {
        Map<String, String> declared = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Parameter parameter : entryPoint.parameters()) {
            String value = given.getOrDefault(parameter.name(), parameter.fallback());
            if (value == null) {
                missing.add(parameter.name());
            } else {
                declared.put(parameter.name(), value);
            }
        }
        if (!missing.isEmpty()) {
            throw new ProjectException("The entry point '" + entryPoint.name() + "' needs a value for: "
                    + String.join(", ", missing) + ". Give it by -P NAME=VALUE.");
        }
        Map<String, String> extra = new LinkedHashMap<>(given);
        extra.keySet().removeIf(entryPoint::declares);
        return new ParameterValues(entryPoint, declared, extra);
    }

    /** All of them, as given. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(declared);
        all.putAll(extra);
        return all;
    }

    /** Fails where a value cannot be right, before anything is started or fetched. */
    void check(Path callersFolder) {
        command(callersFolder, (address, position) -> Path.of("/"));
    }

    /**
     * The command line for a shell.
     *
     * @param callersFolder where relative paths start
     */
    String command(Path callersFolder, Fetcher fetcher) {
        Map<String, String> resolved = new LinkedHashMap<>();
        int position = 0;
        for (Parameter parameter : entryPoint.parameters()) {
            String value = declared.getOrDefault(parameter.name(), "");
            resolved.put(parameter.name(), resolve(parameter, value, callersFolder, fetcher, position++));
        }
        StringBuilder command = new StringBuilder(CommandTemplate.fill(entryPoint.command(), resolved));
        extra.forEach((name, value) ->
                command.append(' ').append(Shell.quote("--" + name)).append(' ').append(Shell.quote(value)));
        return command.toString();
    }

    private static String resolve(Parameter parameter, String value, Path folder, Fetcher fetcher, int position) {
        return switch (parameter.type()) {
            case "path" -> path(parameter, value, folder, fetcher, position);
            case "uri" -> {
                if (scheme(value) == null) {
                    throw new ProjectException("Parameter '" + parameter.name()
                            + "' must be a URI with a scheme, such as" + " https://…; it is '" + value + "'.");
                }
                yield value;
            }
            default -> value;
        };
    }

    private static String path(Parameter parameter, String value, Path folder, Fetcher fetcher, int position) {
        String scheme = scheme(value);
        boolean file = Addresses.isFile(value);
        if (scheme != null && !file) {
            return fetcher.fetch(value, position).toString();
        }
        Path local = folder.resolve(file ? Addresses.file(value) : Path.of(value));
        if (value.isEmpty() || !Files.exists(local)) {
            throw new ProjectException("Parameter '" + parameter.name() + "' must be a path that exists; it is '"
                    + value + "', looked for at " + local.toAbsolutePath() + ".");
        }
        return local.toAbsolutePath().normalize().toString();
    }

    private static @Nullable String scheme(String value) {
        try {
            return new URI(value).getScheme();
        } catch (URISyntaxException e) {
            // Such as a path with a space in it.
            return null;
        }
    }
}
