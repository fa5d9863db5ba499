package dev.millrace.server.auth;

import dev.millrace.server.search.Visibility;
import dev.millrace.server.search.Visibility.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller's searches find: what they may read by the rules of single things. */
final class Sight {
    /** What can be an experiment's number; a grant on anything else is on nothing. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Sight() {}

    static Visibility of(Caller caller) {
        return caller.isUnrestricted()
                ? Visibility.EVERYTHING
                : new Visibility(
                        ids(caller, ResourceType.EXPERIMENT, Sight::number),
                        seesAny(caller, ResourceType.RUN),
                        seesAny(caller, ResourceType.LOGGED_MODEL),
                        ids(caller, ResourceType.REGISTERED_MODEL, name -> name),
                        ids(caller, ResourceType.PROMPT, name -> name),
                        seesAny(caller, ResourceType.REGISTERED_MODEL_VERSION),
                        seesAny(caller, ResourceType.PROMPT_VERSION));
    }

    private static boolean seesAny(Caller caller, ResourceType type) {
        return caller.may(Action.UNLESS_DENIED, type, ResourceType.ALL);
    }

    private static <T> Ids<T> ids(Caller caller, ResourceType type, Function<String, @Nullable T> parse) {
        boolean rest = caller.may(Action.READ, type, ResourceType.ALL);
        List<T> exceptions = new ArrayList<>();
        for (String pattern : caller.grants().patterns(type)) {
            T id = pattern.equals(ResourceType.ALL) ? null : parse.apply(pattern);
            if (id != null && caller.may(Action.READ, type, pattern) != rest) {
                exceptions.add(id);
            }
        }
        return rest ? new Ids.Except<>(exceptions) : new Ids.Only<>(exceptions);
    }

    private static @Nullable Long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    }
}
