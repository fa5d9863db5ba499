package dev.millrace.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;

/** Tells failures before there was a connection, when nothing of a request can have arrived, from later ones. */
final class Unreachable {
    private Unreachable() {}

    static boolean isSaidBy(IOException failure) {
        return switch (failure) {
            case ConnectException _, NoRouteToHostException _, UnknownHostException _ -> true;
            case HttpConnectTimeoutException _ -> true;
            // The class is that of a late answer too; the JDK tells them apart by these words only.
            case SocketTimeoutException _ ->
                String.valueOf(failure.getMessage()).startsWith("Connect");
            default -> false;
        };
    }

    /** What a person needs to know of it. */
    static String reason(IOException failure) {
        String message = failure.getMessage();
        return switch (failure) {
            case UnknownHostException _ -> "its host name is not known";
            case HttpConnectTimeoutException _ -> "Connect timed out";
            case ConnectException _ when message == null -> "Connection refused";
            default -> message == null ? failure.getClass().getSimpleName() : message;
        };
    }
}
