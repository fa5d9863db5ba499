package dev.millrace.server.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement or a fragment of one: text with {@code ?} and the values to bind, in order. Values are never pasted into
 * the text.
 */
public record Sql(String text, List<@Nullable Object> parameters) {
    /** Nothing; the neutral element of {@link Builder#append(Sql)}. */
    public static final Sql EMPTY = of("");

    /** A statement with its values. */
    public static Sql of(String text, @Nullable Object... parameters) {
        return new Sql(text, Collections.unmodifiableList(Arrays.<@Nullable Object>asList(parameters)));
    }

    /** The fragments with a separator between them. */
    public static Sql join(String separator, List<Sql> parts) {
        var builder = builder();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                builder.append(separator);
            }
            builder.append(parts.get(i));
        }
        return builder.build();
    }

    /** Whether there is no text. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** This fragment followed by another. */
    public Sql plus(Sql next) {
        return builder().append(this).append(next).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Puts a statement together from pieces. */
    public static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private final List<@Nullable Object> parameters = new ArrayList<>();

        private Builder() {}

        /** Adds text and the values for its question marks. */
        public Builder append(String piece, @Nullable Object... values) {
            text.append(piece);
            parameters.addAll(Arrays.asList(values));
            return this;
        }

        /** Adds a fragment. */
        public Builder append(Sql piece) {
            text.append(piece.text());
            parameters.addAll(piece.parameters());
            return this;
        }

        public Sql build() {
            return new Sql(text.toString(), Collections.unmodifiableList(new ArrayList<>(parameters)));
        }
    }
}
