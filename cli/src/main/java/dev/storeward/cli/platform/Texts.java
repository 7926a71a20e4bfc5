package dev.storeward.cli.platform;

import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fields of answers for people, and JSON from people. */
final class Texts {
    private Texts() {}

    /** Fields of an answer as a row of a list. */
    static List<String> row(JsonNode json, String... fields) {
        return CommandBuilder.row(
                List.of(fields).stream()
                        .map(field -> Words.text(json.path(field)))
                        .toArray(String[]::new));
    }

    /** A line a field that has something in it. */
    static List<String> lines(JsonNode json, String... fields) {
        int widest = List.of(fields).stream().mapToInt(String::length).max().orElse(0);
        return List.of(fields).stream()
                .filter(field -> !value(json.path(field)).isEmpty())
                .map(field ->
                        field + " ".repeat(widest - field.length() + 2) + value(json.path(field)))
                .toList();
    }

    private static String value(JsonNode node) {
        return node.isContainer()
                ? (node.isEmpty() ? "" : Words.clean(node.toString()))
                : Words.text(node);
    }

    /** Puts an option's text into what is sent, when it was given. */
    static void put(CommandRun run, ObjectNode body, String field, String option) {
        if (run.has(option)) {
            body.put(field, run.text(option));
        }
    }

    /** The object in a file; in the standard input where the file is {@code -}. */
    static ObjectNode object(String option, Path file) {
        try {
            byte[] bytes =
                    file.toString().equals("-")
                            ? System.in.readAllBytes()
                            : Files.readAllBytes(file);
            if (Words.JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw Failure.usage(option + ": " + file + " cannot be read.");
        } catch (JacksonException e) {
            // As what is no object.
        }
        throw Failure.usage(option + ": " + file + " must hold a JSON object.");
    }
}
