package dev.millrace.projects;

import dev.millrace.client.Addresses;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A git repository of elsewhere, and who signs in to it. Name and password reach git by its environment alone: all users
 * of a machine may read the arguments of a process, and git writes the address that it is given into its files.
 *
 * @param address for git, without name and password; that of ssh keeps its user, who has no password there
 * @param origin scheme, host and port; null where nobody signs in
 * @param user null where nobody signs in
 * @param password null where git is to ask for it, or a credential helper of the user's
 */
record GitRemote(
        String address,
        @Nullable String origin,
        @Nullable String user,
        @Nullable String password) {

    private static final Pattern WITH_USER = Pattern.compile(
            "((?:https?|ftps?)://)([^/?#\\s]*)@([^/?#]*)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Git runs it by a shell. It names variables only, and asks nobody else, so that nothing is kept either. */
    private static final String HELPER = "!f() { if test \"$1\" = get; then"
            + " printf 'username=%s\\npassword=%s\\n' \"$MILLRACE_GIT_USER\" \"$MILLRACE_GIT_PASSWORD\"; fi; }; f";

    /**
     * Takes the address apart.
     *
     * @throws ProjectException for a name or password that git cannot take
     */
    static GitRemote parse(String uri) {
        Matcher parts = WITH_USER.matcher(uri);
        if (!parts.matches()) {
            return new GitRemote(uri, null, null, null);
        }
        String origin = parts.group(1) + parts.group(3);
        String[] signIn = parts.group(2).split(":", 2);
        return new GitRemote(
                origin + parts.group(4),
                origin,
                decoded(signIn[0], uri),
                signIn.length == 1 ? null : decoded(signIn[1], uri));
    }

    private static String decoded(String text, String uri) {
        try {
            String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (plain.chars().noneMatch(Character::isISOControl)) {
                return plain;
            }
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes what it cannot decode.
            throw new ProjectException("The name or password for " + Addresses.withoutUser(uri)
                    + " has a % that escapes nothing: write %25.");
        }
        throw new ProjectException("The name or password for " + Addresses.withoutUser(uri)
                + " has a control character, which git refuses.");
    }

    /** The variables that git needs to sign in, added to others. */
    Map<String, String> addTo(Map<String, String> variables) {
        if (origin == null || user == null) {
            return variables;
        }
        Map<String, String> all = new HashMap<>(variables);
        // Kept to the origin, so that a redirect elsewhere takes nothing along.
        String section = "credential." + origin + ".";
        List<Map.Entry<String, String>> settings = new ArrayList<>();
        settings.add(Map.entry(section + "username", user));
        if (password != null) {
            all.put("MILLRACE_GIT_USER", user);
            all.put("MILLRACE_GIT_PASSWORD", password);
            // The empty one takes away those of the user's configuration, which would keep the password.
            settings.add(Map.entry(section + "helper", ""));
            settings.add(Map.entry(section + "helper", HELPER));
        }
        int count = countOf(variables);
        for (Map.Entry<String, String> setting : settings) {
            all.put("GIT_CONFIG_KEY_" + count, setting.getKey());
            all.put("GIT_CONFIG_VALUE_" + count, setting.getValue());
            count++;
        }
        all.put("GIT_CONFIG_COUNT", Integer.toString(count));
        return all;
    }

    /** The settings that the caller gives git by variables come first and hold on. */
    private static int countOf(Map<String, String> variables) {
        String count = variables.getOrDefault("GIT_CONFIG_COUNT", "");
        return count.matches("\\d{1,4}") ? Integer.parseInt(count) : 0;
    }
}
