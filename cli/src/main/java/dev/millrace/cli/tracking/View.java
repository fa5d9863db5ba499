package dev.millrace.cli.tracking;

import dev.millrace.api.model.ViewType;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;

/** The option that chooses between what is there and what was deleted. */
public final class View {
    /** {@code --view}. */
    public static final Option OPTION = Option.value(
                    "--view", "VIEW", "Which to list: active_only, deleted_only or all.")
            .shortName("-v")
            .fallback("active_only");

    private View() {}

    /** @throws CommandException for another word, with MLflow's exit code for that */
    public static ViewType of(Settings settings) {
        String word = settings.get(OPTION);
        return switch (word) {
            case "active_only", "" -> ViewType.ACTIVE_ONLY;
            case "deleted_only" -> ViewType.DELETED_ONLY;
            case "all" -> ViewType.ALL;
            default ->
                throw new CommandException("'" + word + "' is no view; write --view active_only, deleted_only or all");
        };
    }
}
