package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAddressTest {
    @Test
    void readsEachWayToNameAModel() {
        String id = "m-0123456789abcdef0123456789abcdef";

        assertThat(ModelAddress.parse("models:/iris/3")).isEqualTo(new ModelAddress.Version("iris", "3"));
        assertThat(ModelAddress.parse("models:/my iris/latest"))
                .isEqualTo(new ModelAddress.Version("my iris", "latest"));
        assertThat(ModelAddress.parse("models:/iris@champion")).isEqualTo(new ModelAddress.Alias("iris", "champion"));
        assertThat(ModelAddress.parse("models:/" + id)).isEqualTo(new ModelAddress.Logged(id));
        assertThat(ModelAddress.parse("runs:/abc/model/data")).isEqualTo(new ModelAddress.OfRun("abc", "model/data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "models:/", "models:/iris", "models:/iris/1/2", "runs:/abc", "models:/a@b@c", "./model"})
    void refusesWhatNamesNone(String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ModelAddress.parse(text))
                .withMessageContaining("names no model");
    }
}
