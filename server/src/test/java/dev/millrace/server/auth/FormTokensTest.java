package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormTokensTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Caller ADA = new Caller(1, "ada", true, new Grants(List.of()), Permission.READ);
    private static final Caller BEN = new Caller(2, "ben", true, new Grants(List.of()), Permission.READ);

    private static FormTokens at(Duration moment) {
        return new FormTokens("secret", Clock.offset(NOW, moment));
    }

    @Test
    void aTokenIsGoodForAnHour() {
        String token = at(Duration.ZERO).of(ADA);

        assertThat(at(Duration.ofMinutes(59)).isValid(token, ADA)).isTrue();
        assertThat(at(Duration.ofMinutes(61)).isValid(token, ADA)).isFalse();
    }

    @Test
    void itIsThatOfOneCallerAndOneSecret() {
        String token = at(Duration.ZERO).of(ADA);

        assertThat(at(Duration.ZERO).isValid(token, BEN)).isFalse();
        assertThat(new FormTokens("another", NOW).isValid(token, ADA)).isFalse();
    }
}
