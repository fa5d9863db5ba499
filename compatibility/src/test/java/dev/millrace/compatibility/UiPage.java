package dev.millrace.compatibility;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A page of the web UI in a browser, with what it asked and all that went wrong on it. */
final class UiPage implements AutoCloseable {

    /** Asked on every page, and a 404 on a server without users: with the original, too. */
    private static final String USER = "/ajax-api/2.0/mlflow/users/current";

    /** The browser's remark on charts that resize themselves; the original's pages cause it as well. */
    private static final String RESIZED = "ResizeObserver loop";

    /** The script of a worker that pages share: the browser tells a page of its beginning only. */
    private static final String SHARED_WORKER = ".worker.js";

    private final String server;
    private final BrowserContext context;
    private final Page page;
    private final Set<Request> underWay = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    /** @param server the address of the UI's first page, without a slash at the end */
    UiPage(Browser browser, URI server) {
        this.server = server.toString();
        this.context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1600, 1000));
        this.page = context.newPage();
        page.onRequest(request -> {
            if (!request.url().endsWith(SHARED_WORKER)) {
                underWay.add(request);
            }
        });
        page.onRequestFinished(underWay::remove);
        page.onRequestFailed(this::note);
        page.onResponse(this::note);
        page.onPageError(error -> {
            if (!error.contains(RESIZED)) {
                problems.add("script: " + error);
            }
        });
        page.onConsoleMessage(this::note);
    }

    private void note(Request failed) {
        underWay.remove(failed);
        // The UI itself gives up requests of pages that are left.
        if (!"net::ERR_ABORTED".equals(failed.failure())) {
            problems.add(failed.failure() + " " + failed.url());
        }
    }

    private void note(Response response) {
        String url = response.url();
        if (response.status() < 400) {
            answered.add(url.startsWith(server) ? path(url.substring(server.length())) : url);
        } else if (!url.endsWith(USER)) {
            problems.add(response.status() + " " + response.request().method() + " " + url);
        }
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private void note(ConsoleMessage message) {
        if (message.type().equals("error")
                && !message.location().contains(USER)
                && !message.text().contains(RESIZED)) {
            problems.add("console: " + message.text() + " at " + message.location());
        }
    }

    /** Opens a page of the UI by the part of its address behind the {@code #}. */
    UiPage open(String fragment) {
        page.navigate(server + "/#" + fragment);
        return this;
    }

    Page page() {
        return page;
    }

    /** Waits until these texts can be seen. */
    UiPage shows(String... texts) {
        for (String text : texts) {
            PlaywrightAssertions.assertThat(text(text)).isVisible();
        }
        return this;
    }

    /** Waits until the table of runs has these and no other, first to last. */
    UiPage listsRuns(String... names) {
        for (int row = 0; row < names.length; row++) {
            PlaywrightAssertions.assertThat(row(row).filter(new Locator.FilterOptions().setHasText(names[row])))
                    .hasCount(1);
        }
        PlaywrightAssertions.assertThat(row(names.length)).hasCount(0);
        return this;
    }

    /** The parts of a row of the table of runs, from 0. */
    private Locator row(int index) {
        return page.locator("[role=row][row-index='" + index + "']");
    }

    /** The cell of a row, from 0, in a column of the table of runs. */
    Locator cell(int row, String column) {
        return row(row).locator("[col-id='" + column + "']");
    }

    /** Waits until so many charts are drawn, and something in each. */
    UiPage drawsCharts(int count) {
        PlaywrightAssertions.assertThat(page.locator(".js-plotly-plot")
                        .filter(new Locator.FilterOptions()
                                .setHas(page.locator(".scatterlayer .trace, .barlayer .point"))))
                .hasCount(count);
        return this;
    }

    /** Waits until the page has had an answer from this path of the server. */
    UiPage asks(String path) {
        page.waitForCondition(() -> answered.contains(path));
        return this;
    }

    UiPage titled(String title) {
        PlaywrightAssertions.assertThat(page).hasTitle(title);
        return this;
    }

    /** The first element that can be seen with exactly this text. */
    Locator text(String text) {
        return page.getByText(text, new Page.GetByTextOptions().setExact(true))
                .filter(new Locator.FilterOptions().setVisible(true))
                .first();
    }

    /** What failed so far, once every request is answered: requests, scripts, what the console says. */
    List<String> problems() {
        page.waitForCondition(underWay::isEmpty);
        return problems;
    }

    void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    @Override
    public void close() {
        context.close();
    }
}
