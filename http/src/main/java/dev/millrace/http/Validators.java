package dev.millrace.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from the next (RFC 9110, section 8.8), by which a client asks whether the state that it
 * keeps is still the present one.
 *
 * @param etag with its quotes
 * @param changed when the file was last written
 */
public record Validators(String etag, Instant changed) {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The value of the header Last-Modified. */
    public String lastModified() {
        return HTTP_DATE.format(changed);
    }

    /** Whether the client has this state already and is to be answered with 304. Its tags count before its date. */
    public boolean knownTo(Exchange exchange) {
        String tags = exchange.header("If-None-Match");
        if (tags != null) {
            return tags.strip().equals("*")
                    || Arrays.stream(tags.split(",", -1))
                            .map(tag -> tag.strip().replaceFirst("^W/", ""))
                            .anyMatch(etag::equals);
        }
        Instant since = date(exchange.header("If-Modified-Since"));
        return since != null && !changed.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }

    private static @Nullable Instant date(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
