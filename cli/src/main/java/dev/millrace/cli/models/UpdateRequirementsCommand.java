package dev.millrace.cli.models;

import dev.millrace.api.ApiException;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ModelAddress;
import dev.millrace.client.Models;
import dev.millrace.environments.ModelRequirements;
import dev.millrace.environments.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code models update-pip-requirements}: changes what a model asks pip for, in the files that lie beside it. */
public final class UpdateRequirementsCommand extends ModelCommand {

    /** @param config what the process was started with */
    public UpdateRequirementsCommand(CliConfig config) {
        super(config, "keeps its requirements");
    }

    @Override
    public Syntax syntax() {
        return syntax(
                        "models update-pip-requirements",
                        "Change what a model asks pip for.",
                        "add puts each REQUIREMENT in the place of what is said about its package, or at the end; remove"
                                + " takes the packages out, whatever their versions. Changes requirements.txt and"
                                + " conda.yaml of a model in a folder, of a run (runs:/run/path) or as it was logged"
                                + " (models:/m-id). Versions of the registry are not changed.",
                        List.of(ModelOptions.URI),
                        new Syntax.Example(
                                "millrace models update-pip-requirements -m ./model add pandas==2.3.1 \"scikit-learn>=1.7\"",
                                "Of a model in a folder."))
                .parameters("add|remove [REQUIREMENT...]", 1, Integer.MAX_VALUE);
    }

    @Override
    void run(Call call, String uri) throws IOException {
        List<String> words = call.settings().parameters();
        String operation = words.getFirst();
        if (!operation.equals("add") && !operation.equals("remove")) {
            throw new UsageException("'" + operation + "' is no operation; choose from add, remove");
        }
        List<Requirement> requirements = words.subList(1, words.size()).stream()
                .map(word -> Requirement.parse(word.strip()))
                .toList();
        Path local = ModelFiles.local(uri, call.folder());
        if (local != null) {
            change(call, local, operation, requirements);
        } else {
            String root = root(call, uri);
            Artifacts artifacts = new Artifacts(call.client());
            Path copies = ModelFiles.temporary();
            for (String name : ModelRequirements.FILES) {
                artifacts.download(Artifacts.child(root, name), copies.resolve(name));
            }
            change(call, copies, operation, requirements);
            upload(artifacts, copies, root);
        }
        call.tell("Successfully updated the requirements for the model at " + shown(uri) + "!");
    }

    private static void upload(Artifacts artifacts, Path copies, String root) {
        List<String> changed = new ArrayList<>();
        for (String name : ModelRequirements.FILES) {
            try {
                artifacts.upload(copies.resolve(name), Artifacts.child(root, name));
                changed.add(name);
            } catch (ApiException failed) {
                if (changed.isEmpty()) {
                    throw failed;
                }
                throw new CommandException(
                        String.join(", ", changed) + " of the model has changed, " + name
                                + " has not, and they should say" + " the same: run the command again. "
                                + failed.message(),
                        failed);
            }
        }
    }

    /** Where the files lie that the address means, which must not be those of a version of the registry. */
    private static String root(Call call, String uri) {
        ModelAddress address = ModelAddress.parse(uri);
        if (address instanceof ModelAddress.Version || address instanceof ModelAddress.Alias) {
            throw new CommandException("Failed to set requirements on \"" + uri + "\": versions of the registry are"
                    + " read-only. Change the model as it was logged (models:/m-… or runs:/…) and register it anew.");
        }
        return new Models(call.client()).root(address);
    }

    private static void change(Call call, Path folder, String operation, List<Requirement> requirements) {
        ModelRequirements files = new ModelRequirements(folder);
        if (operation.equals("add")) {
            files.add(requirements);
        } else {
            files.remove(requirements)
                    .forEach(absent -> call.tell("\"" + absent + "\" not found in requirements, ignoring"));
        }
    }
}
