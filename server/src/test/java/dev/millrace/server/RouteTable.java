package dev.millrace.server;

import dev.millrace.server.MlflowRoute.Kind;
import dev.millrace.server.MlflowRoute.Prefixes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server that runs says to each route of MLflow, as a page of the documentation. */
final class RouteTable {
    private static final String INTRODUCTION = """
            # Every route of MLflow and its state

            This page is made by a test, which asks a running server for every route that MLflow 3.17.2 has. *Served* means that
            the route answers as MLflow's does, but for the [differences](../compatibility/differences.md). *501* means that the
            route belongs to a feature that Millrace does not have; the answer is MLflow's error JSON with `NOT_IMPLEMENTED` and
            names the feature. Where MLflow's web pages ask for such a thing on their way, the twin under `/ajax-api` gives them
            the empty list or the setting that keeps them content. Of "both" prefixes one is `/api`, the other `/ajax-api`.

            """;

    private static final String CONTENT = "web pages get";

    private final TestServer server;
    private final Routes users;

    /**
     * @param server one without access control
     * @param users the routes that access control adds
     */
    RouteTable(TestServer server, Routes users) {
        this.server = server;
        this.users = users;
    }

    String page() {
        Map<String, List<MlflowRoute>> families = new LinkedHashMap<>();
        for (MlflowRoute route : MlflowRoute.all()) {
            families.computeIfAbsent(route.family(), name -> new ArrayList<>()).add(route);
        }
        Map<String, Integer> totals = new LinkedHashMap<>();
        StringBuilder tables = new StringBuilder();
        families.forEach((family, routes) -> {
            tables.append("\n## ").append(family).append("\n\n| method | prefix | path | state |\n|---|---|---|---|\n");
            for (MlflowRoute route : routes) {
                String state = state(route);
                totals.merge(state.contains(CONTENT) ? "empty answers for the web pages" : state, 1, Integer::sum);
                tables.append("| %s | %s | `%s` | %s |\n"
                        .formatted(route.method(), prefixes(route.prefixes()), route.path(), state));
            }
        });
        StringBuilder page = new StringBuilder(INTRODUCTION).append("| state | operations |\n|---|---|\n");
        totals.forEach((state, count) -> page.append("| %s | %d |\n".formatted(state, count)));
        return page.append(tables).toString();
    }

    private static String prefixes(Prefixes prefixes) {
        return switch (prefixes) {
            case BOTH, STUB -> "both";
            case AJAX -> "`/ajax-api`";
            case API -> "`/api`";
            case NONE -> "";
        };
    }

    private String state(MlflowRoute route) {
        List<String> states = route.prefixes().texts().stream()
                .map(prefix -> state(route, prefix))
                .distinct()
                .toList();
        return String.join("; ", states);
    }

    private String state(MlflowRoute route, String prefix) {
        String path = prefix + route.template().replaceAll("\\{\\w+\\*?}", "x");
        String body = route.method().equals("GET") ? "" : "{}";
        TestServer.Answer answer = server.send(route.method(), path, body, body.isEmpty() ? "" : "application/json");
        boolean unknown = answer.body().startsWith("<!doctype html>") && answer.status() >= 404;
        if (answer.status() == 501) {
            return "501";
        }
        if (route.kind() == Kind.ABSENT && answer.body().equals(route.answer())) {
            return CONTENT + " `" + route.answer() + "`";
        }
        if (route.prefixes() == Prefixes.STUB) {
            return answer.status() == 404 ? "404, as MLflow itself answers" : "served";
        }
        if (!unknown) {
            return "served";
        }
        return switch (route.kind()) {
            case OWN, ABSENT -> "not yet";
            case UI -> "404 without MLflow's web pages";
            case AUTH ->
                users.has(route.method(), prefix + route.template())
                        ? "served with `--app-name basic-auth`, else 404 as MLflow"
                        : "not yet";
        };
    }
}
