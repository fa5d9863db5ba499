package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What addresses of servers, repositories and files have in common, wherever they come from. */
public final class Addresses {
    /** Up to the last @ before the path: a password may have one of its own. */
    private static final Pattern USER = Pattern.compile("://[^/?#\\s]*@");

    private Addresses() {}

    /** A text without the user names, passwords and tokens of the addresses in it, so that it may be shown and kept. */
    public static String withoutUser(String text) {
        return USER.matcher(text).replaceAll("://");
    }

    /** Whether this is a {@code file:} address. */
    public static boolean isFile(String address) {
        return address.toLowerCase(Locale.ROOT).startsWith("file:");
    }

    /**
     * The path that a {@code file:} address means: {@code file:///a}, {@code file:/a}, {@code file://localhost/a} or, from
     * the folder of the caller, {@code file:a}.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE for one that names another host or no path
     */
    public static Path file(String address) {
        try {
            URI uri = URI.create(address.replace(" ", "%20"));
            String host = uri.getRawAuthority();
            String path = uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath();
            if (isFile(address) && isHere(host) && path != null && !path.isEmpty()) {
                return Path.of(path);
            }
        } catch (IllegalArgumentException e) {
            // No URI, or no path: one with a NUL in it.
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, notHere(address), e);
        }
        throw ApiException.invalid(notHere(address));
    }

    private static boolean isHere(@Nullable String host) {
        return host == null || host.isEmpty() || host.equals("localhost");
    }

    private static String notHere(String address) {
        return "'" + withoutUser(address) + "' names no file of this machine: write file:///path or a plain path.";
    }
}
