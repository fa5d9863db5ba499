package dev.millrace.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/architecture.md that hold for all modules; here, since all are on this module's class path. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace");

    /** What each module knows beside itself. */
    private static final Map<String, List<String>> MODULES = Map.of(
            "api", List.of(),
            "http", List.of("api"),
            "client", List.of("api"),
            "artifacts", List.of("api"),
            "server", List.of("api", "http", "artifacts"),
            "environments", List.of(),
            "projects", List.of("api", "client", "environments"),
            "serving", List.of("http"),
            "examples", List.of("api", "client"));

    private static final Set<String> SURROUNDINGS =
            Set.of("getenv", "getProperty", "getProperties", "setProperty", "clearProperty");

    static Stream<ArchRule> rules() {
        return Stream.concat(
                MODULES.entrySet().stream().map(module -> knowsOnly(module.getKey(), module.getValue())),
                Stream.of(
                        slices().matching("dev.millrace.(*).(*)..")
                                .should()
                                .beFreeOfCycles()
                                .because("a package that is read has to be readable without its readers"),
                        onlyIn("dev.millrace.http..", "org.eclipse.jetty.."),
                        onlyIn("dev.millrace.artifacts.s3..", "software.amazon.."),
                        onlyIn("dev.millrace.artifacts.gcs..", "com.google.."),
                        onlyIn("dev.millrace.artifacts.azure..", "com.azure..", "reactor.."),
                        onlyIn("dev.millrace.server.sql..", "org.sqlite..", "org.postgresql..", "org.mariadb.."),
                        noClasses()
                                .that(resideOutside("examples")
                                        .and(describe(
                                                "are no configuration",
                                                type -> !outermost(type).endsWith("Config"))))
                                .should()
                                .accessTargetWhere(isSurroundings())
                                .because("what a program is configured with is seen in one place"),
                        noClasses()
                                .that(resideOutside("cli", "examples"))
                                .should()
                                .accessField(System.class, "out")
                                .orShould()
                                .accessField(System.class, "err")
                                .orShould()
                                .callMethod(System.class, "exit", int.class)
                                .because("only the command line talks to a terminal and ends the process"),
                        noClasses()
                                .that(describe(
                                        "are not Main", type -> !outermost(type).equals("Main")))
                                .should()
                                .callMethod(System.class, "exit", int.class)
                                .because("a command returns its exit code"),
                        classes()
                                .that()
                                .haveSimpleName("package-info")
                                .should()
                                .beAnnotatedWith(NullMarked.class)
                                .because("null is said where it may be")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(ALL);
    }

    private static ArchRule knowsOnly(String module, List<String> others) {
        return noClasses()
                .that()
                .resideInAPackage(packageOf(module))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.millrace..")
                        .and(not(resideInAPackage(packageOf(module))))
                        .and(resideOutside(others.toArray(String[]::new))))
                .because(module + " knows only itself and " + others);
    }

    private static ArchRule onlyIn(String home, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .because(String.join(" and ", libraries) + " is an affair of " + home);
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... modules) {
        return describe(
                "reside outside of " + Arrays.toString(modules),
                type -> Stream.of(modules)
                        .noneMatch(module -> resideInAPackage(packageOf(module)).test(type)));
    }

    private static DescribedPredicate<JavaAccess<?>> isSurroundings() {
        return describe("is a variable or property of the process", access -> {
            AccessTarget target = access.getTarget();
            return target.getOwner().isEquivalentTo(System.class) && SURROUNDINGS.contains(target.getName());
        });
    }

    private static String packageOf(String module) {
        return "dev.millrace." + module + "..";
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }
}
