package dev.millrace.cli.doctor;

import java.util.List;

/** Tells a person in a few words what a process is, from its command line. */
final class ProgramName {
    private static final String MILLRACE = "dev.millrace.cli.Main";
    private static final int LONGEST_ARGUMENTS = 80;

    private ProgramName() {}

    /**
     * A Millrace command with its folder; of any other program the name and its last arguments: those of the virtual
     * machine, which come first, say nothing.
     *
     * @param words the command line
     * @param folder where the process is
     */
    static String of(List<String> words, String folder) {
        int main = words.indexOf(MILLRACE);
        if (main >= 0 && main + 1 < words.size()) {
            String command = words.get(main + 1);
            boolean serves = command.equals("models") && words.size() > main + 2;
            return "a Millrace " + (serves ? "models " + words.get(main + 2) : command) + " in " + folder;
        }
        String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        String arguments = String.join(" ", words.subList(1, words.size()));
        if (arguments.length() > LONGEST_ARGUMENTS) {
            arguments = "…" + arguments.substring(arguments.length() - LONGEST_ARGUMENTS);
        }
        return (program + " " + arguments).strip();
    }
}
