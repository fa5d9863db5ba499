package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody may read by default, and Eve is denied experiment 1. */
class PlacesTest {
    private static final String BUCKET = "s3://bucket/root";
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    private static final Caller EVE = caller(new Grant(ResourceType.EXPERIMENT, "1", Permission.DENY));

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.of(TestDatabase.SQLITE.uri(folder)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Caller caller(Grant... grants) {
        return new Caller(1, "eve", false, new Grants(List.of(grants)), Permission.READ);
    }

    /** What the server passes through lies there, and experiment 1 at its own address. */
    private Places places(String destination, String location) {
        experiment(1, location);
        return new Places(new OwnerStore(database), destination);
    }

    private void experiment(long id, String location) {
        database.write(session -> session.update(Sql.of(
                "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, workspace)"
                        + " VALUES (?, ?, ?, 'active', ?, 'default')",
                id,
                "experiment " + id,
                location,
                id)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/root/1/" + RUN + "/artifacts",
                "S3://BUCKET/root//1",
                "s3://bucket/root/%31/" + RUN,
                "s3://bucket/root",
                "s3://bucket",
                "mlflow-artifacts:/1/" + RUN + "/artifacts",
                "mlflow-artifacts://anywhere/1%2F" + RUN,
                "http://host/api/2.0/mlflow-artifacts/artifacts/1/" + RUN
            })
    void aSourceBehindTheProxyIsOneHoweverItIsAddressed(String source) {
        Need need = places(BUCKET, "mlflow-artifacts:/1").ofSource(source);

        assertThat(need.isMetBy(EVE)).isFalse();
        assertThat(need.isMetBy(caller())).isTrue();
    }

    @Test
    void aSourceOfNoExperimentTakesTheDefaultPermission() {
        Places places = places(BUCKET, "mlflow-artifacts:/1");
        Caller shutOut = new Caller(1, "eve", false, new Grants(List.of()), Permission.NO_PERMISSIONS);

        assertThat(places.ofSource(BUCKET + "/shared").isMetBy(EVE)).isTrue();
        assertThat(places.ofSource(BUCKET + "/shared").isMetBy(shutOut)).isFalse();
        assertThat(places.ofSource("s3://bucket").isMetBy(shutOut)).isFalse();
        // Not behind the proxy.
        assertThat(places.ofSource("s3://bucket/elsewhere").isMetBy(shutOut)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow-artifacts:/my%20team",
                "mlflow-artifacts:///my%20team/",
                "mlflow-artifacts://host/my%20team",
                "mlflow-artifacts:/my%20team//",
                "http://host:5000/api/2.0/mlflow-artifacts/artifacts/my%20team",
                "s3://bucket/root/my%20team"
            })
    void aFileBehindTheProxyIsThatOfItsExperimentHoweverThatIsAddressed(String location) {
        Places places = places(BUCKET, location);
        Need read = places.proxied("my team/" + RUN + "/artifacts/a.txt", Action.READ);

        assertThat(read.isMetBy(EVE)).isFalse();
        assertThat(read.isMetBy(caller())).isTrue();
        Caller manager = new Caller(1, "eve", false, EVE.grants(), Permission.MANAGE);
        assertThat(places.proxiedTree("my team").isMetBy(manager)).isFalse();
        assertThat(places.proxiedTree("others").isMetBy(manager)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket",
                "s3://bucket/root",
                "s3://bucket/root/2",
                "mlflow-artifacts:/2%2Fx",
                "s3://bucket/root/my/team",
                "s3://bucket/root/../root/my"
            })
    void noExperimentIsMadeOverOthersBehindTheProxy(String location) {
        Places places = places(BUCKET, "mlflow-artifacts:/my/team");

        assertThat(places.ofNewExperiment(location).isMetBy(EVE)).isFalse();
        assertThat(places.ofNewExperiment("s3://bucket/root/free").isMetBy(EVE)).isTrue();
    }

    @Test
    void linksLeadToTheSameFiles() throws Exception {
        Path artifacts = Files.createDirectory(folder.resolve("artifacts"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), artifacts);
        Places places =
                places(artifacts.toString(), link.resolve("team").toUri().toString());

        assertThat(places.proxied("team/a", Action.READ).isMetBy(EVE)).isFalse();
        assertThat(places.ofSource(link + "/team").isMetBy(EVE)).isFalse();
    }

    @Test
    void theSchemesAndDomainsOfAzureLeadToTheSameFiles() {
        Places places = places(
                "abfss://c@account.dfs.core.windows.net/root", "wasbs://c@account.blob.core.windows.net/root/team");

        assertThat(places.proxied("team/a", Action.READ).isMetBy(EVE)).isFalse();
        assertThat(places.ofSource("wasbs://c@account.blob.core.chinacloudapi.cn/root/team")
                        .isMetBy(EVE))
                .isFalse();
    }

    /** Who is no administrator cannot be asked for the rights on what they lead to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wasbs://%63@account.blob.core.windows.net/root/team",
                "s3://team-0123456789abcdefghijklmnopqrst-s3alias/team",
                "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:team/a",
            })
    void namesThatMayStandForOthersAreForAdministrators(String source) {
        Places places = places(BUCKET, BUCKET + "/team");

        assertThat(places.ofSource(source).isMetBy(caller())).isFalse();
        assertThat(places.ofNewExperiment(source).isMetBy(caller())).isFalse();
    }

    @Test
    void soIsAnAddressThatIsTooLongToBeTakenApart() {
        String source = "s3://elsewhere" + "/a".repeat(50_000);

        assertThat(places(BUCKET, BUCKET + "/team").ofSource(source).isMetBy(caller()))
                .isFalse();
    }

    @Test
    void whatComesLaterCounts() {
        Places places = places(BUCKET, "mlflow-artifacts:/elsewhere");
        assertThat(places.proxied("team/a", Action.READ).isMetBy(EVE)).isTrue();

        database.write(session -> session.update(Sql.of("DELETE FROM experiments")));
        experiment(1, "mlflow-artifacts:/team/");
        experiment(2, "mlflow-artifacts:/mine");

        assertThat(places.proxied("team/a", Action.READ).isMetBy(EVE)).isFalse();
        assertThat(places.proxied("mine/a", Action.READ).isMetBy(EVE)).isTrue();
    }

    @Test
    void administratorsOfTheWorkspaceReachTheFilesOfNoExperiment() {
        Caller caller = new Caller(
                1,
                "ada",
                false,
                new Grants(List.of(new Grant(ResourceType.WORKSPACE, ResourceType.ALL, Permission.MANAGE))),
                Permission.NO_PERMISSIONS);

        assertThat(places(BUCKET, "mlflow-artifacts:/1")
                        .proxied("shared/a", Action.UPDATE)
                        .isMetBy(caller))
                .isTrue();
    }
}
