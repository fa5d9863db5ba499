package dev.millrace.server.home;

import dev.millrace.http.Body;
import dev.millrace.http.Exchange;
import dev.millrace.http.HtmlPages;
import dev.millrace.http.Response;
import dev.millrace.http.Validators;
import dev.millrace.server.Routes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's own web UI: serves the files of its bundle, as they lie in a folder of an installed {@code mlflow} package. All
 * addresses in the bundle are relative, so that it works under any prefix.
 *
 * <p>The names of the files are read once, and requests are looked up among them: no path is ever made from what a client
 * sent. Files are sent as they are; the original does not compress them either, and a browser fetches each but once.
 */
public final class WebUi {

    /** The page that begins all others. */
    public static final String INDEX = "index.html";

    /** The bundle of 3.17.2 has 408 files, four folders deep. A folder far beyond that is another one. */
    private static final int MOST_FILES = 10_000;

    private static final int DEEPEST = 8;

    /** A name with a hash of its content, as {@code main.c2f5f8d4.js}: what it holds never changes. */
    private static final Pattern HASHED = Pattern.compile(".*\\.[0-9a-f]{8,32}\\..+");

    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    /** As the original names them; browsers take no script or style of another type, since guessing is forbidden. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("cjs", "text/javascript; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("svg", "image/svg+xml; charset=utf-8"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/vnd.microsoft.icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("woff", "font/woff"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("eot", "application/vnd.ms-fontobject"));

    private final Map<String, Path> files;

    private WebUi(Map<String, Path> files) {
        this.files = files;
    }

    /**
     * The UI whose bundle lies in a folder. Links in the folder are followed: installers make some.
     *
     * @throws IllegalArgumentException where the folder holds no {@value #INDEX} or far too many files
     * @throws IOException where the folder cannot be read
     */
    public static WebUi of(Path folder) throws IOException {
        Map<String, Path> files = new HashMap<>();
        try (Stream<Path> found = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) found.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(file).toString().replace(File.separatorChar, '/'), file);
                if (files.size() > MOST_FILES) {
                    throw new IllegalArgumentException(
                            folder + " is no bundle of a web UI: it holds more than " + MOST_FILES + " files");
                }
            }
        } catch (UncheckedIOException unreadable) {
            throw new IOException(folder + " cannot be read as the bundle of a web UI", unreadable);
        }
        if (!files.containsKey(INDEX)) {
            throw new IllegalArgumentException(folder + " is no bundle of a web UI: it holds no " + INDEX);
        }
        return new WebUi(Map.copyOf(files));
    }

    public void bind(Routes routes) {
        routes.add("GET", "/", exchange -> send(exchange, INDEX));
        routes.add("GET", "/static-files/{path*}", exchange -> send(exchange, exchange.pathParameter("path")));
    }

    private Response send(Exchange exchange, String name) throws IOException {
        Path file = files.get(name);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        if (file == null || attributes == null) {
            return HtmlPages.of(404);
        }
        long size = attributes.size();
        var state = new Validators(
                "\"%x-%x\"".formatted(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), size),
                attributes.lastModifiedTime().toInstant());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", state.etag());
        headers.put("Last-Modified", state.lastModified());
        headers.put("Cache-Control", HASHED.matcher(name).matches() ? FOREVER : ASK_AGAIN);
        if (state.knownTo(exchange)) {
            return new Response(304, headers, Body.EMPTY);
        }
        headers.put("Content-Type", type(name));
        return new Response(200, headers, new Body.Stream(size, out -> Files.copy(file, out)));
    }

    /** Null where the file has gone, as after an update of the package. */
    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }
}
