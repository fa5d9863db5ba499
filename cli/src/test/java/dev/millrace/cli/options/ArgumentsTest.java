package dev.millrace.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final Syntax SYNTAX = Syntax.of(
                    "server",
                    "Start.",
                    "",
                    List.of(
                            Option.value("--host", "HOST", "Address.").shortName("-h"),
                            Option.value("--port", "PORT", "Port.").shortName("-p"),
                            Option.value("--param", "K=V", "Parameter.")
                                    .shortName("-P")
                                    .repeated(),
                            Option.value("--manager", "NAME", "Manager.").choices("uv", "local"),
                            Option.flag("--serve", "Serve.").negation("--no-serve"),
                            Option.refused("--gunicorn-opts", "TEXT", "there is no gunicorn here; leave it out")),
                    List.of())
            .parameters("URI", 0, 1);

    private static Arguments parse(String... words) {
        return Arguments.parse(SYNTAX, List.of(words));
    }

    @Test
    void readsAllSpellingsOfAValue() {
        for (Arguments arguments : List.of(parse("--port", "1"), parse("--port=1"), parse("-p", "1"), parse("-p1"))) {
            assertThat(arguments.flags()).containsEntry("--port", List.of("1"));
        }
    }

    @Test
    void keepsEachValueOfARepeatedOption() {
        assertThat(parse("-P", "a=1", "-P", "b=x=y").flags()).containsEntry("--param", List.of("a=1", "b=x=y"));
    }

    @Test
    void takesTheLastOfAnOptionThatIsNotRepeated() {
        assertThat(parse("-p1", "-p2").flags()).containsEntry("--port", List.of("2"));
    }

    @Test
    void turnsASwitchOnAndOff() {
        assertThat(parse("--serve").flags()).containsEntry("--serve", List.of("true"));
        assertThat(parse("--no-serve").flags()).containsEntry("--serve", List.of("false"));
    }

    @Test
    void readsWhatFollowsTwoDashesAsParameters() {
        assertThat(parse("--", "--port").parameters()).containsExactly("--port");
    }

    @Test
    void givesTheShortNameToTheOptionThatHasIt() {
        assertThat(parse("-h", "0.0.0.0").flags()).containsEntry("--host", List.of("0.0.0.0"));
        assertThat(parse("--help").help()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> parse("--prot=1")).hasMessage("no such option: --prot; did you mean --port?");
        assertThatThrownBy(() -> parse("-x")).hasMessageStartingWith("no such option: -x");
        assertThatThrownBy(() -> parse("a", "b")).hasMessage("unexpected argument 'b'");
        assertThatThrownBy(() -> parse("--port")).hasMessage("option --port needs a value");
        assertThatThrownBy(() -> parse("--serve=1")).hasMessage("option --serve takes no value");
        assertThatThrownBy(() -> parse("--manager", "conda"))
                .hasMessage("'conda' is no value of --manager; choose from uv, local");
    }

    @Test
    void refusesByNameWhatOthersHave() {
        assertThatThrownBy(() -> parse("--gunicorn-opts", "-w 4"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--gunicorn-opts is not supported: there is no gunicorn here; leave it out");
    }
}
