package dev.millrace.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, as docs/architecture.md has it. */
class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace.server");

    private static final DescribedPredicate<JavaClass> ROWS = describe(
            "are what work inside a session sees",
            type -> type.isEquivalentTo(SQLException.class)
                    || type.isEquivalentTo(ResultSet.class)
                    || type.isEquivalentTo(ResultSetMetaData.class));

    private static final DescribedPredicate<JavaClass> CONFIGS =
            describe("are configuration", type -> outermost(type).endsWith("Config"));

    static Stream<ArchRule> rules() {
        return Stream.of(
                slices().matching("dev.millrace.server.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because("a package that is read has to be readable without its readers"),
                knowsOnly("sql"),
                knowsOnly("search", "sql"),
                knowsOnly("tracking", "sql", "search"),
                knowsOnly("registry", "sql", "search", "tracking"),
                knowsOnly("artifact", "sql", "tracking"),
                knowsOnly("auth", "sql", "search", "tracking", "registry"),
                knowsOnly("webhook", "sql", "search", "tracking", "registry"),
                knowsOnly("graphql"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.eclipse.jetty..")
                        .because("Jetty is the business of dev.millrace.http"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.millrace.server.sql..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("java.sql").and(DescribedPredicate.not(ROWS)))
                        .because("connections and statements are an affair of the database package"),
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("Endpoints")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.sql")
                        .because("rows are read in stores"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.millrace.server.sql..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.sqlite..", "org.postgresql..", "org.mariadb..")
                        .because("a driver or a pool is an affair of the database package"),
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("Store")
                        .should()
                        .dependOnClassesThat()
                        .haveSimpleNameEndingWith("Endpoints")
                        .because("stores know nothing of requests' ways"),
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("Endpoints")
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("dev.millrace.server.sql.Session")
                        .because("endpoints leave transactions to stores"),
                noClasses()
                        .that(DescribedPredicate.not(CONFIGS))
                        .should()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getProperty", String.class)
                        .orShould()
                        .callMethod(System.class, "getProperty", String.class, String.class)
                        .because("what a server is configured with is seen in one place"),
                noClasses()
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould()
                        .callMethod(System.class, "exit", int.class)
                        .because("only the command line talks to a terminal and ends the process"),
                classes()
                        .that()
                        .haveSimpleName("package-info")
                        .should()
                        .beAnnotatedWith(NullMarked.class)
                        .because("null is said where it may be"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(SERVER);
    }

    /** A package of the server that sees, beside itself, only these others. */
    private static ArchRule knowsOnly(String name, String... others) {
        String own = "dev.millrace.server." + name + "..";
        return noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.millrace.server.*..")
                        .and(DescribedPredicate.not(resideInAPackage(own)))
                        .and(DescribedPredicate.not(describe(
                                "are in " + String.join(", ", others),
                                type -> Stream.of(others)
                                        .anyMatch(other -> resideInAPackage("dev.millrace.server." + other + "..")
                                                .test(type))))))
                .because(name + " knows only " + (others.length == 0 ? "itself" : String.join(", ", others)));
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }
}
