package dev.millrace.compatibility;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * MLflow's own web UI, unmodified, on {@code millrace server --ui mlflow}: what its users open stands there, and no request
 * of any page fails. A page that fails leaves its picture in {@code target/browser}.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginalUiTest {

    private static final double PATIENCE_MILLIS = 30_000;
    private static final String API = "/ajax-api/2.0/mlflow/";

    private Playwright playwright;
    private Browser browser;
    private CommandServer server;
    private URI address;
    private UiData data;
    private UiPage ui;

    @RegisterExtension
    final AfterTestExecutionCallback picture = test -> {
        if (test.getExecutionException().isPresent()) {
            Path pictures = Files.createDirectories(CompatibilityConfig.root().resolve("compatibility/target/browser"));
            ui.screenshot(pictures.resolve(test.getRequiredTestMethod().getName() + ".png"));
        }
    };

    @BeforeAll
    void startServerAndBrowser(@TempDir Path folder) throws IOException {
        Optional<Path> chromium = CompatibilityConfig.onPath("chromium");
        Requirements.require(chromium.isPresent(), "Chromium (the command chromium: apt install chromium)");
        Optional<Path> node = CompatibilityConfig.onPath("node");
        Requirements.require(node.isPresent(), "Node.js (the command node: apt install nodejs)");
        server = server(folder);
        address = server.start(folder);
        data = new UiData(address, "");
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.orElseThrow().toString())));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.orElseThrow())
                        .setArgs(List.of(
                                // Containers have little of it.
                                "--disable-dev-shm-usage",
                                // A page that asks anyone but the server fails, and shows.
                                "--no-proxy-server",
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    @AfterAll
    void stopServerAndBrowser() throws IOException {
        if (playwright != null) {
            playwright.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openPage() {
        ui = new UiPage(browser, address);
    }

    @AfterEach
    void nothingFailed() {
        try (UiPage page = ui) {
            assertThat(page.problems()).isEmpty();
        }
    }

    private static CommandServer server(Path folder, String... flags) {
        MlflowInstallation mlflow = MlflowInstallation.required();
        List<String> words = new ArrayList<>(List.of("--ui", "mlflow"));
        words.addAll(List.of(flags));
        return CommandServer.millrace("sqlite:///" + folder.resolve("mlflow.db"), new ServerFlags(words))
                .with("VIRTUAL_ENV", mlflow.environment().toString());
    }

    @Test
    void home() {
        ui.open("/").titled("Home - MLflow").shows("Welcome to MLflow", "housing", "weather", "Default");
    }

    @Test
    void experiments() {
        ui.open("/experiments").titled("Experiments - MLflow").shows("housing", "weather", "Default");

        ui.text("housing").click();

        ui.titled("Overview - Experiment " + data.experiment + " - MLflow");
    }

    @Test
    void runsWithFilter() {
        ui.open(runs()).listsRuns("hasty", "broken", "careful");

        filter("metrics.loss < 0.9 and params.depth = '7'");
        ui.listsRuns("hasty", "careful").shows("2 matching runs");

        filter("attributes.status = 'FAILED'");
        ui.listsRuns("broken").shows("1 matching run");
    }

    private void filter(String expression) {
        ui.page().getByPlaceholder("metrics.rmse < 1").fill(expression);
        ui.page().keyboard().press("Enter");
    }

    @Test
    void runsWithSort() {
        ui.open(runs()).listsRuns("hasty", "broken", "careful");

        ui.text("Sort: Created").click();
        ui.page()
                .getByRole(AriaRole.MENUITEMCHECKBOX, new Page.GetByRoleOptions().setName("loss"))
                .click();
        ui.listsRuns("broken", "hasty", "careful");

        ui.text("Sort: loss").click();
        ui.page().getByLabel("Sort ascending").click();
        ui.listsRuns("careful", "hasty", "broken");
    }

    @Test
    void runsWithColumns() {
        ui.open(runs()).listsRuns("hasty", "broken", "careful");
        assertThat(column("Source")).isVisible();
        assertThat(column("rate")).hasCount(0);

        ui.text("Columns").click();
        Locator choice = ui.page().getByLabel("Popover content");
        choice.getByText("rate", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(column("rate")).isVisible();
        assertThat(ui.cell(0, "params.`rate`")).hasText("0.5");
        assertThat(ui.cell(2, "params.`rate`")).hasText("0.01");

        choice.getByText("Source", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(column("Source")).hasCount(0);
        assertThat(column("rate")).isVisible();
    }

    private Locator column(String name) {
        return ui.page().locator(".ag-header-cell").getByText(name, new Locator.GetByTextOptions().setExact(true));
    }

    @Test
    void runsAsCharts() {
        ui.open(runs() + "?compareRunsMode=CHART")
                .shows("hasty", "broken", "careful", "accuracy", "loss", "system/cpu_utilization_percentage")
                .drawsCharts(3)
                .shows("careful (loss)", "hasty (loss)", "broken (loss)")
                .asks(API + "metrics/get-history-bulk-interval");
    }

    @Test
    void run() {
        ui.open(run(data.careful))
                .titled("Run " + data.careful + " - MLflow")
                .shows("careful", "Metrics (3)", "loss", "0.25", "accuracy", "0.8")
                .shows("Parameters (2)", "rate", "0.01", "depth", "7")
                .shows("ada", "Finished", "30.0s", "train.py", "team")
                .asks("/graphql");
        assertThat(ui.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("price-model")))
                .isVisible();
    }

    @Test
    void metricsOfARun() {
        ui.open(run(data.careful) + "/model-metrics")
                .shows("accuracy", "loss")
                .drawsCharts(2)
                .asks(API + "metrics/get-history-bulk-interval");
    }

    @Test
    void systemMetricsOfARun() {
        ui.open(run(data.careful) + "/system-metrics")
                .shows("cpu_utilization_percentage")
                .drawsCharts(1)
                .asks(API + "metrics/get-history-bulk-interval");
    }

    @Test
    void artifactsOfARun() {
        ui.open(run(data.careful) + "/artifacts").shows("model", "notes", "conf.json");

        ui.text("notes").click();
        ui.text("readme.txt").click();

        ui.shows("notes/readme.txt", "13B", "Read me first")
                .asks(API + "artifacts/list")
                .asks("/get-artifact");
    }

    @Test
    void comparedRuns() {
        ui.open("/compare-runs?runs=[\"%s\",\"%s\"]&experiments=[\"%s\"]"
                        .formatted(data.careful, data.hasty, data.experiment))
                .titled("Compare Runs - MLflow")
                .shows("Comparing 2 Runs from 1 Experiment", "careful", "hasty", "rate", "0.01", "0.5")
                .shows("loss", "0.25", "0.75", "team");
    }

    @Test
    void models() {
        ui.open("/models").titled("Models - MLflow").shows("price-model", "Version 2", "@ champion");
        // What is new in the registry, told to everyone once.
        ui.text("Try it now").click();

        ui.text("price-model").click();

        ui.titled("Model: price-model - MLflow").shows("Prices of houses", "Version 1", "Version 2", "@ champion");
    }

    @Test
    void versionOfAModel() {
        ui.open("/models/price-model/versions/1")
                .titled("price-model v1 - MLflow")
                .shows("careful", "@ champion", "Inputs (1)", "Outputs (1)")
                .asks("/model-versions/get-artifact");

        ui.text("Inputs (1)").click();

        ui.shows("rooms (required)", "long");
    }

    @Test
    void pagesUnderAPrefix(@TempDir Path other) throws IOException {
        try (CommandServer prefixed = server(other, "--static-prefix", "/ml/flow")) {
            URI there = prefixed.start(other);
            UiData under = new UiData(there, "/ml/flow");
            ui.close();
            ui = new UiPage(browser, URI.create(there + "/ml/flow"));
            String runs = "/experiments/" + under.experiment + "/runs";

            ui.open("/").shows("housing");
            ui.open(runs).listsRuns("hasty", "broken", "careful");
            ui.open(runs + "/" + under.careful + "/model-metrics").drawsCharts(2);
            ui.open(runs + "/" + under.careful + "/artifacts/notes/readme.txt")
                    .shows("Read me first")
                    .asks("/get-artifact");
            ui.open("/models/price-model/versions/1").shows("Inputs (1)").asks("/model-versions/get-artifact");

            assertThat(ui.problems()).isEmpty();
        }
    }

    private String runs() {
        return "/experiments/" + data.experiment + "/runs";
    }

    private String run(String run) {
        return runs() + "/" + run;
    }
}
