package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static Caller caller(Permission fallback, Grant... grants) {
        return new Caller(1, "someone", false, new Grants(Arrays.asList(grants)), fallback);
    }

    private static Grant on(ResourceType type, String pattern, Permission permission) {
        return new Grant(type, pattern, permission);
    }

    @Test
    void withoutAGrantTheDefaultDecides() {
        assertThat(caller(Permission.READ).may(Action.READ, ResourceType.EXPERIMENT, "1"))
                .isTrue();
        assertThat(caller(Permission.READ).may(Action.UPDATE, ResourceType.EXPERIMENT, "1"))
                .isFalse();
        assertThat(caller(Permission.NO_PERMISSIONS).may(Action.READ, ResourceType.EXPERIMENT, "1"))
                .isFalse();
    }

    @Test
    void theDefaultIsAFloorForWhatIsPositive() {
        Caller caller = caller(Permission.EDIT, on(ResourceType.EXPERIMENT, "1", Permission.READ));

        assertThat(caller.permission(ResourceType.EXPERIMENT, "1")).isEqualTo(Permission.EDIT);
    }

    @Test
    void aDenialWinsOverEverythingElse() {
        Caller caller = caller(
                Permission.MANAGE,
                on(ResourceType.EXPERIMENT, "*", Permission.MANAGE),
                on(ResourceType.EXPERIMENT, "1", Permission.DENY));

        assertThat(caller.may(Action.READ, ResourceType.EXPERIMENT, "1")).isFalse();
        assertThat(caller.may(Action.DELETE, ResourceType.EXPERIMENT, "2")).isTrue();
    }

    @Test
    void theHighestOfSeveralGrantsCounts() {
        Caller caller = caller(
                Permission.NO_PERMISSIONS,
                on(ResourceType.EXPERIMENT, "*", Permission.READ),
                on(ResourceType.EXPERIMENT, "1", Permission.EDIT));

        assertThat(caller.may(Action.UPDATE, ResourceType.EXPERIMENT, "1")).isTrue();
        assertThat(caller.may(Action.DELETE, ResourceType.EXPERIMENT, "1")).isFalse();
        assertThat(caller.may(Action.UPDATE, ResourceType.EXPERIMENT, "2")).isFalse();
    }

    @Test
    void aGrantOnTheThingsInsideDecidesEvenWhereItGivesLess() {
        Caller caller = caller(
                Permission.NO_PERMISSIONS,
                on(ResourceType.EXPERIMENT, "1", Permission.MANAGE),
                on(ResourceType.RUN, "*", Permission.EDIT));

        assertThat(caller.mayInside(Action.UPDATE, ResourceType.RUN, ResourceType.EXPERIMENT, "1"))
                .isTrue();
        assertThat(caller.mayInside(Action.DELETE, ResourceType.RUN, ResourceType.EXPERIMENT, "1"))
                .isFalse();
        assertThat(caller.mayInside(Action.DELETE, ResourceType.LOGGED_MODEL, ResourceType.EXPERIMENT, "1"))
                .isTrue();
    }

    @Test
    void nothingIsDeniedToTheWorkspacesAdministrator() {
        Caller caller = caller(
                Permission.NO_PERMISSIONS,
                on(ResourceType.WORKSPACE, "*", Permission.MANAGE),
                on(ResourceType.EXPERIMENT, "1", Permission.DENY));

        assertThat(caller.may(Action.MANAGE, ResourceType.EXPERIMENT, "1")).isTrue();
    }

    @Test
    void useOfTheWorkspaceIsNoPermissionOnWhatIsInIt() {
        Caller caller = caller(Permission.NO_PERMISSIONS, on(ResourceType.WORKSPACE, "*", Permission.USE));

        assertThat(caller.may(Action.READ, ResourceType.EXPERIMENT, "1")).isFalse();
    }

    @Test
    void aGrantOnOneRunIsNone() {
        Caller caller = caller(Permission.NO_PERMISSIONS, on(ResourceType.RUN, "abc", Permission.MANAGE));

        assertThat(caller.may(Action.READ, ResourceType.RUN, "abc")).isFalse();
    }
}
