package dev.millrace.cli.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.client.Addresses;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ModelAddress;
import dev.millrace.client.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code artifacts download}. */
public final class DownloadArtifactsCommand extends TrackingCommand {
    private static final Option URI = Option.value(
                    "--artifact-uri",
                    "URI",
                    "The address of a file or folder instead of a run and a path: runs:/, models:/, mlflow-artifacts:/"
                            + " or a path of this machine.")
            .shortName("-u");
    private static final Option TARGET = Option.value(
                    "--dst-path",
                    "FOLDER",
                    "The folder to put it into, made where it is not there; without it a new temporary one, or none"
                            + " where the artifacts lie on this machine already.")
            .shortName("-d");

    /** @param config what the process was started with */
    public DownloadArtifactsCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "artifacts download",
                "Fetch artifacts, and print where they are.",
                "Give --run-id, or --artifact-uri, which wins.",
                List.of(RunArtifacts.RUN_ID, RunArtifacts.PATH, URI, TARGET),
                new Syntax.Example(
                        "millrace artifacts download -r 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e -a plots -d here",
                        "The folder here/plots."));
    }

    /**
     * What is to be fetched.
     *
     * @param address where it is
     * @param name what it is called in the target folder; "" for what lies in the folder itself
     */
    private record Source(String address, String name) {}

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        Source source = source(call);
        String target = settings.find(TARGET);
        Path here = local(source.address());
        if (target == null && here != null) {
            if (!Files.exists(here)) {
                throw nothing(source);
            }
            call.print("\n" + here);
            return;
        }
        Path folder = folder(call, target);
        call.print("\n" + fetch(new Artifacts(call.client()), source, folder));
    }

    private static Source source(Call call) {
        Settings settings = call.settings();
        String uri = settings.find(URI);
        if (uri != null) {
            boolean model = uri.startsWith("models:");
            String plain = uri.replaceFirst("/+$", "");
            return new Source(address(call, plain), model ? "" : lastOf(plain));
        }
        String run = settings.find(RunArtifacts.RUN_ID);
        if (run == null) {
            throw new CommandException("give --run-id or --artifact-uri");
        }
        String path = RunArtifacts.path(settings);
        return path.isEmpty()
                ? new Source(RunArtifacts.root(call, run), "")
                : new Source(RunArtifacts.address(call, run, path), lastOf(path));
    }

    /** Where an address of a run or model leads; any other stays. */
    private static String address(Call call, String uri) {
        if (ModelAddress.isOne(uri)) {
            ModelAddress address = ModelAddress.parse(uri);
            return address instanceof ModelAddress.OfRun(String run, String path)
                    ? RunArtifacts.address(call, run, RunArtifacts.checked(path))
                    : new Models(call.client()).root(address);
        }
        Path path = uri.contains(":") ? null : call.folder().resolve(uri).normalize();
        return path == null ? uri : path.toString();
    }

    private static Path fetch(Artifacts artifacts, Source source, Path folder) {
        Path target = folder.resolve(source.name()).normalize();
        if (!artifacts.list(source.address()).isEmpty()) {
            artifacts.downloadAll(source.address(), target);
        } else if (!source.name().isEmpty()) {
            try {
                artifacts.download(source.address(), target);
            } catch (ApiException failed) {
                throw failed.code().status() == 404 ? nothing(source) : failed;
            }
        }
        return target;
    }

    private static ApiException nothing(Source source) {
        return ApiException.notFound("Failed to download artifacts from path '" + source.name()
                + "', please ensure that the path is correct.");
    }

    private static Path folder(Call call, @Nullable String named) {
        try {
            if (named == null) {
                return Files.createTempDirectory("millrace-").toRealPath();
            }
            return Files.createDirectories(call.folder().resolve(named).normalize());
        } catch (IOException unwritable) {
            throw new CommandException("cannot make the folder " + named + ": " + unwritable.getMessage(), unwritable);
        }
    }

    /** The path of an address on this machine; null for others. */
    private static @Nullable Path local(String address) {
        if (address.startsWith("/")) {
            return Path.of(address);
        }
        return Addresses.isFile(address) ? Addresses.file(address) : null;
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
