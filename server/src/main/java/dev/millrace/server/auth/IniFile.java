package dev.millrace.server.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The part of Python's ini files that MLflow's configuration of access uses: sections, keys and values on a line each. */
final class IniFile {

    private IniFile() {}

    /**
     * The settings of a section, with keys in lower case; none where there is no such section. A doubled percent sign is
     * one, as in files that Python reads.
     */
    static Map<String, String> section(String text, String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                inside = line.substring(1, line.length() - 1).equals(name);
                continue;
            }
            int equals = line.indexOf('=');
            int colon = line.indexOf(':');
            int end = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
            if (inside && end > 0) {
                settings.put(
                        line.substring(0, end).strip().toLowerCase(Locale.ROOT),
                        line.substring(end + 1).strip().replace("%%", "%"));
            }
        }
        return settings;
    }
}
