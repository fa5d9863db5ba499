package dev.millrace.artifacts;

import java.time.Duration;

/** How long and how often a service is asked before a request counts as failed; the same for all SDKs. */
public final class RemotePatience {

    /** Until a connection stands. */
    public static final Duration CONNECT = Duration.ofSeconds(10);

    /** Without a byte on a connection. */
    public static final Duration SILENCE = Duration.ofSeconds(60);

    /** How often a request is sent that fails for a reason which may pass; the SDKs wait longer each time. */
    public static final int ATTEMPTS = 4;

    private RemotePatience() {}
}
