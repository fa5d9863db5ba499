package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The standard library's venv, filled by its own pip, which reads the user's pip configuration. */
record VenvBuilder(EnvironmentsConfig config, Interpreter python) implements EnvironmentBuilder {

    @Override
    public String name() {
        return "venv " + python.version();
    }

    @Override
    public void build(EnvironmentSpec spec, Path folder, Consumer<String> listener) throws IOException {
        Map<String, String> variables = new HashMap<>(config.variables());
        // Either would lead the new environment's pip to install somewhere else.
        variables.remove("PYTHONHOME");
        variables.remove("PIP_TARGET");
        variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        EnvironmentBuilder.step(
                "venv could not make an environment of Python " + python.version(),
                List.of(python.executable().toString(), "-m", "venv", folder.toString()),
                spec.folder(),
                variables,
                listener);
        // Python compiles by itself what is imported; compiling every file of every package takes far longer.
        String pip = folder.resolve("bin").resolve("python").toString();
        List<String> install = List.of(pip, "-m", "pip", "install", "--no-compile", "--progress-bar", "off");
        EnvironmentBuilder.install("pip", install, spec, folder, variables, listener);
    }
}
