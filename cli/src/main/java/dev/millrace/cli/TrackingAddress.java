package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of the tracking server, as a setting gives it. */
public final class TrackingAddress {
    /** A host and a port without a scheme: one slip of the hand away from an address. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.-]+:\\d+(/\\S*)?");

    private TrackingAddress() {}

    /**
     * What the option says, when something sets it.
     *
     * @throws dev.millrace.cli.options.UsageException where only the scheme is missing; names the whole address
     */
    public static Optional<String> of(Settings settings, Option option) {
        Optional<String> address = settings.optional(option);
        address.map(String::strip)
                .filter(text -> HOST_AND_PORT.matcher(text).matches())
                .ifPresent(text -> {
                    throw settings.wrong(option, "an address; did you mean http://" + text + "?");
                });
        return address;
    }
}
