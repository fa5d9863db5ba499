package dev.millrace.serving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each library is seen by one package, and packages know each other in one direction. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace.serving");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.millrace.serving.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.millrace.serving.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.millrace.serving")
                .check(CLASSES);
    }

    @Test
    void librariesStayInTheirPackages() {
        onlyIn("dev.millrace.serving.onnx..", "ai.onnxruntime..");
        onlyIn("dev.millrace.serving.json..", "tools.jackson..");
        onlyIn("dev.millrace.serving.model..", "org.yaml..");
    }

    private static void onlyIn(String home, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void nothingIsPrintedOrReadFromTheSurroundings() {
        noClasses().should().accessField(System.class, "out").check(CLASSES);
        noClasses().should().accessField(System.class, "err").check(CLASSES);
        noClasses().should().callMethod(System.class, "getenv").check(CLASSES);
        noClasses()
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .check(CLASSES);
    }
}
