package dev.millrace.serving.protocol;

import java.util.ArrayList;
import java.util.List;

/** Splits a CSV text into lines of fields. */
final class CsvLines {
    private final String text;
    private int at;

    CsvLines(String text) {
        this.text = text;
    }

    /** All lines that are not blank. */
    List<List<String>> all() {
        List<List<String>> lines = new ArrayList<>();
        while (at < text.length()) {
            List<String> fields = line();
            if (fields.size() > 1 || !fields.getFirst().isBlank()) {
                lines.add(fields);
            }
        }
        return lines;
    }

    private List<String> line() {
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(field());
            if (at >= text.length()) {
                return fields;
            }
            char end = text.charAt(at++);
            if (end == ',') {
                continue;
            }
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            return fields;
        }
    }

    /** Reads up to the comma or line end that ends the field, and leaves that in place. */
    private String field() {
        var field = new StringBuilder();
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        if (quoted) {
            at++;
        }
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && c == '"') {
                if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    at++;
                } else {
                    quoted = false;
                    continue;
                }
            } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
                return field.toString();
            }
            field.append(c);
        }
        if (quoted) {
            throw ScoringException.badRequest("The CSV text ends within a quoted field.");
        }
        return field.toString();
    }
}
