package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log of changes.
 *
 * @param time when the change was answered
 * @param requestId the id under which the server's log tells of the request
 * @param user who sent it; null where nobody has said who they are
 * @param address where it came from
 * @param route the template of its path
 * @param resources the names and ids of what it is about
 * @param status the HTTP status that answered it
 */
record AuditLine(
        Instant time,
        String requestId,
        @Nullable String user,
        String address,
        String method,
        String route,
        Map<String, String> resources,
        int status) {

    byte[] print() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("time", text(time.truncatedTo(ChronoUnit.MILLIS).toString()));
        members.put("request_id", text(requestId));
        members.put("user", user == null ? new JsonValue.Null() : text(user));
        members.put("address", text(address));
        members.put("method", text(method));
        members.put("route", text(route));
        var named = new LinkedHashMap<String, JsonValue>();
        resources.forEach((name, value) -> named.put(name, text(value)));
        members.put("resources", new JsonValue.Obj(named));
        members.put("status", new JsonValue.Num(Integer.toString(status)));
        return Json.print(new JsonValue.Obj(members));
    }

    /** Half a surrogate pair, which a client may send and nobody can print, becomes a question mark. */
    private static JsonValue text(String text) {
        return new JsonValue.Text(new String(text.getBytes(UTF_8), UTF_8));
    }
}
