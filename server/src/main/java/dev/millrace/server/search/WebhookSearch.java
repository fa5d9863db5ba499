package dev.millrace.server.search;

import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists webhooks, the newest first. */
public final class WebhookSearch {
    private WebhookSearch() {}

    /** @param workspace the one whose webhooks are listed; their table has the alias {@code w} */
    public static PageQuery query(Dialect dialect, String workspace, int limit, @Nullable String pageToken) {
        return PageQuery.of(
                dialect,
                Sql.of("webhooks w"),
                List.of(Sql.of("w.deleted_timestamp IS NULL"), Sql.of("w.workspace = ?", workspace)),
                List.of(
                        new SortKey("w.creation_timestamp", SortKey.Type.WHOLE, false, true),
                        SortKey.ascending("w.webhook_id", SortKey.Type.TEXT)),
                limit,
                pageToken,
                "");
    }
}
