package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spellings on the right are those of Python's packaging 26. */
class RequirementTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            numpy                                                | numpy
            scikit-learn==1.7.0                                  | scikit-learn==1.7.0
            mlflow >= 2.8, != 2.9.0                              | mlflow!=2.9.0,>=2.8
            mlflow (>=2.8,<3)                                    | mlflow<3,>=2.8
            uvicorn[standard , http]~=0.30.1                     | uvicorn[http,standard]~=0.30.1
            torch == 2.7.1+cu128                                 | torch==2.7.1+cu128
            numpy==1.26.*                                        | numpy==1.26.*
            a===anything/at+all                                  | a===anything/at+all
            x>=1,>=1                                             | x>=1
            pip @ https://example.org/pip.zip#sha1=da9234        | pip @ https://example.org/pip.zip#sha1=da9234
            pip@https://e.org/p.zip ; os_name=='posix'           | pip @ https://e.org/p.zip ; os_name == "posix"
            a; python_version<"3.9"                              | a; python_version < "3.9"
            a>1 ; (sys.platform=='linux')                        | a>1; sys_platform == "linux"
            a; os_name=='x' and (extra == 'y' or extra not  in "z") | a; os_name == "x" and (extra == "y" or extra not in "z")
            a; (os_name=='x' and extra=='y') or extra=='"'       | a; (os_name == "x" and extra == "y") or extra == '"'
            a; python_implementation == 'CPython'                | a; platform_python_implementation == "CPython"
            """)
    void isWrittenAsPythonWritesIt(String text, String written) {
        assertThat(Requirement.parse(text)).hasToString(written);
        assertThat(Requirement.parse(written)).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                    | the name of a package at its end
            -r more.txt           | the name of a package at '-r more.txt'
            ./wheels/a.whl        | the name of a package
            a b                   | a version such as ==1.2, a comma or a semicolon at 'b'
            a=1                   | at '=1'
            a==                   | at '=='
            a>=1.*                | at '.*'
            a~=1                  | at '~=1'
            a[b                   | a comma or ]
            a (==1                | or )
            a @                   | an address after @ at its end
            a; nonsense == '1'    | a variable such as python_version
            a; os_name            | a comparison
            a; os_name == 'x      | a text in quotes
            a; (os_name == 'x'    | and, or, or )
            a; os_name == 'x' b   | the end at 'b'
            """)
    void whatIsNoneIsRefusedByPlace(String text, String expected) {
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> Requirement.parse(text))
                .withMessageStartingWith("'" + text + "' is no requirement of pip: expected ")
                .withMessageContaining(expected);
    }

    @Test
    void noAddressIsInAMessage() {
        for (String text : List.of(
                "mine @ git+https://TOKEN@host/mine more",
                "https://user:TOKEN@host/a.whl",
                "mine @ https://h/a?t=TOKEN b")) {
            assertThatExceptionOfType(EnvironmentException.class)
                    .isThrownBy(() -> Requirement.parse(text))
                    .withMessageContaining("://…")
                    .withMessageNotContaining("TOKEN");
        }
    }

    @Test
    void packagesAreToldApartAsPipDoes() {
        assertThat(List.of("Flask_Login", "flask-login>=1", "FLASK.login[a]"))
                .allSatisfy(text -> assertThat(Requirement.parse(text).key()).isEqualTo("flask-login"));
        assertThat(Requirement.parse("Flask[Async]==3.0").inLowerCase()).hasToString("flask[async]==3.0");
    }
}
