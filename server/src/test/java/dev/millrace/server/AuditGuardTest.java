package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditGuardTest {
    /** An operation that is forgotten in the list of reads is told of, and no other is left out. */
    @Test
    void readsAreThoseThatOnlyLook() {
        Set<String> reads = AuditGuard.reads(Set.of());

        List<String> wrong = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : Endpoints.ALL) {
            String name = endpoint.name();
            boolean looks =
                    name.startsWith("search") || name.startsWith("get") || name.equals("createPresignedDownloadUrl");
            if (endpoint.methods().contains("POST")
                    && (reads.contains("POST " + endpoint.apiPath()) != looks
                            || reads.contains("POST " + endpoint.ajaxPath()) != looks)) {
                wrong.add(name);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void nothingIsChangedByFeaturesThatAreNotThere() {
        var traces = new Routes.Route("POST", "/api/3.0/mlflow/traces");

        assertThat(AuditGuard.reads(Set.of(traces))).contains("POST /api/3.0/mlflow/traces");
    }
}
