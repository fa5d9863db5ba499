package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * uv: the wanted Python where it is installed, otherwise fetched by uv, otherwise the nearest patch release that is
 * installed.
 *
 * @param wanted the version uv is to fetch; null where one is installed
 * @param installed the exact release, or the nearest one to fall back on; null if there is none
 */
record UvBuilder(
        EnvironmentsConfig config,
        Path uv,
        @Nullable PythonVersion wanted,
        @Nullable Interpreter installed) implements EnvironmentBuilder {
    private static final Pattern SETTING = Pattern.compile("(?:global|install|:env:)\\.([a-z-]+)='(.*)'");
    private static final Map<String, String> NAMES = Map.of(
            "index-url", "UV_DEFAULT_INDEX",
            "extra-index-url", "UV_INDEX",
            "find-links", "UV_FIND_LINKS",
            "cert", "SSL_CERT_FILE",
            "no-index", "UV_NO_INDEX",
            "trusted-host", "UV_INSECURE_HOST",
            "timeout", "UV_HTTP_TIMEOUT",
            "default-timeout", "UV_HTTP_TIMEOUT");

    static UvBuilder choose(EnvironmentsConfig config, Interpreters interpreters, @Nullable PythonVersion version) {
        Path uv = config.findProgram("uv")
                .orElseThrow(() -> new EnvironmentException(
                        "uv is not installed: install it (for example by pipx install uv), or use --env-manager"
                                + " virtualenv."));
        Optional<Interpreter> exact = version == null ? interpreters.findAny() : interpreters.find(version);
        if (exact.isPresent()) {
            return new UvBuilder(config, uv, null, exact.get());
        }
        PythonVersion wanted = version == null ? new PythonVersion(3, -1, -1) : version;
        return new UvBuilder(config, uv, wanted, interpreters.nearest(wanted).orElse(null));
    }

    @Override
    public String name() {
        return "uv " + (wanted == null && installed != null ? installed.version() : wanted);
    }

    @Override
    public void build(EnvironmentSpec spec, Path folder, Consumer<String> listener) throws IOException {
        Map<String, String> variables = new HashMap<>(config.variables());
        pipSettings().forEach(variables::putIfAbsent);
        variables.remove("UV_PYTHON");
        makeFolder(spec, folder, variables, listener);
        String python = folder.resolve("bin").resolve("python").toString();
        List<String> install = List.of(uv.toString(), "pip", "install", "--python", python);
        EnvironmentBuilder.install("uv", install, spec, folder, variables, listener);
    }

    private void makeFolder(
            EnvironmentSpec spec, Path folder, Map<String, String> variables, Consumer<String> listener) {
        if (wanted != null) {
            try {
                venv(spec, folder, wanted.toString(), variables, listener);
                return;
            } catch (EnvironmentException e) {
                if (installed == null) {
                    throw e;
                }
                listener.accept("Python " + wanted + " is not installed and uv could not fetch it; using "
                        + installed.version() + " of " + installed.executable());
            }
        }
        venv(spec, folder, installed == null ? "3" : installed.executable().toString(), variables, listener);
    }

    private void venv(
            EnvironmentSpec spec,
            Path folder,
            String python,
            Map<String, String> variables,
            Consumer<String> listener) {
        List<String> words = new ArrayList<>(List.of(uv.toString(), "venv", "--python", python));
        words.add(folder.toString());
        String failure = "uv could not make an environment of Python " + python;
        EnvironmentBuilder.step(failure, words, spec.folder(), variables, listener);
    }

    /** uv reads none of pip's settings: those the user made, in files or variables, are passed on by uv's names. */
    private Map<String, String> pipSettings() {
        Map<String, String> settings = new HashMap<>();
        if (installed != null) {
            List<String> lines = new ArrayList<>();
            List<String> words = List.of(installed.executable().toString(), "-m", "pip", "config", "list");
            if (new Command(words, Path.of("/"), config.variables()).run(lines::add) == 0) {
                lines.forEach(line -> takeSetting(line, settings));
            }
        }
        return settings;
    }

    /** A line is {@code global.index-url='…'}, or {@code :env:.index-url='…'} for a variable. */
    static void takeSetting(String line, Map<String, String> into) {
        Matcher setting = SETTING.matcher(line);
        String name = setting.matches() ? NAMES.get(setting.group(1)) : null;
        if (name != null) {
            String separator = name.equals("UV_FIND_LINKS") ? "," : " ";
            into.put(name, setting.group(2).replace("\\n", "\n").strip().replaceAll("\\s+", separator));
        }
    }
}
