package dev.millrace.cli;

import dev.millrace.api.ApiException;
import dev.millrace.cli.doctor.PortOwner;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.server.ArtifactServer;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.auth.FirstAdmin;
import dev.millrace.server.sql.DatabaseRefused;
import java.io.IOException;
import java.net.BindException;

/** {@code server}: runs the tracking server until it is told to stop. */
final class ServerCommand implements Command {
    private final CliConfig config;

    ServerCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return ServerOptions.SYNTAX;
    }

    @Override
    public int run(Settings settings, Terminal terminal) throws InterruptedException {
        LogOptions.apply(settings);
        ServerConfig serverConfig = ServerOptions.config(settings, config);
        try {
            if (settings.isOn(ServerOptions.ARTIFACTS_ONLY)) {
                ArtifactServer server = ArtifactServer.start(serverConfig);
                keep(server, server.port(), serverConfig, settings, terminal);
            } else {
                Server server = Server.start(serverConfig);
                server.generatedPassword().ifPresent(made -> show(made, terminal));
                keep(server, server.port(), serverConfig, settings, terminal);
            }
            return Main.OK;
        } catch (BindException taken) {
            throw portTaken(serverConfig.http().host(), serverConfig.http().port(), taken);
        } catch (DatabaseRefused refused) {
            throw new CommandException(String.valueOf(refused.getMessage()), refused);
        } catch (IOException | IllegalArgumentException | ApiException failed) {
            throw new CommandException("the server does not start: " + failed.getMessage(), failed);
        }
    }

    /** The only time that it is seen: the database has its hash. */
    private static void show(FirstAdmin.Generated made, Terminal terminal) {
        terminal.err()
                .println("The first administrator is '%s' with the password %s - it is shown this once; change it."
                        .formatted(made.name(), made.password()));
    }

    private static void keep(AutoCloseable server, int port, ServerConfig config, Settings settings, Terminal terminal)
            throws InterruptedException {
        String url = ListenOptions.address(config.http(), port) + config.staticPrefix();
        LogOptions.announce(settings, terminal, "listens on " + url, url);
        UntilStopped.keep(server);
    }

    /** Says who listens there, as far as this user may see it. */
    static CommandException portTaken(String host, int port, BindException cause) {
        if (PortOwner.isFree("127.0.0.1", port) && PortOwner.describe(port).isEmpty()) {
            return new CommandException(
                    "cannot listen on " + host + ":" + port + ": " + cause.getMessage()
                            + ". --host takes an address of this machine, or 0.0.0.0 for all of them.",
                    cause);
        }
        return new CommandException(
                "port " + port + " is taken by " + PortOwner.describe(port).orElse("an unknown process")
                        + ". Choose another with --port.",
                cause);
    }
}
