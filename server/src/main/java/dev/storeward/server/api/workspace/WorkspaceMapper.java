package dev.storeward.server.api.workspace;

import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.LabelledBackend;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.store.connector.ConnectorSchema;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Between the core's words and the workspace door's. */
final class WorkspaceMapper {
    private WorkspaceMapper() {}

    static WorkspaceJson.Configuration configuration(
            Caller caller, LabelledBackend labelled, List<ConnectorSchema> connectors) {
        return new WorkspaceJson.Configuration(
                labelled.backend().name(),
                labelled.label(),
                caller.knownTenant().slug(),
                StorageClassMapper.of(labelled.label(), connectors)
                        .map(kind -> kind.told(labelled.backend().spec()))
                        .orElseGet(Map::of));
    }

    static List<WorkspaceJson.ListedConfiguration> listed(
            Caller caller, List<LabelledBackend> backends) {
        String workspace = caller.knownTenant().slug();
        return backends.stream()
                .map(labelled ->
                        new WorkspaceJson.ListedConfiguration(
                                labelled.backend().name(), labelled.label(), workspace))
                .toList();
    }

    static WorkspaceJson.StoredUpload stored(UploadTickets.Stored stored) {
        return new WorkspaceJson.StoredUpload(
                stored.fileId(),
                stored.file().fileName(),
                stored.file().size(),
                stored.file().contentType());
    }

    static String time(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time);
    }

    /** The name of a file to come; empty where none was sent. */
    static String fileName(WorkspaceJson.NewUpload json) {
        JsonNode name = json.fileName();
        if (name == null || name.isNull()) {
            return "";
        }
        if (!name.isString()) {
            throw Problem.invalid("file_name", "Must be a string.").asException();
        }
        return name.stringValue();
    }

    /** A file's id as a path holds it; what is none names no file. */
    static UUID fileId(String sent) {
        try {
            UUID id = UUID.fromString(sent);
            if (id.toString().equalsIgnoreCase(sent)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like the id of a file that is not there.
        }
        throw new Problem.NotFound("There is no such file.").asException();
    }

    /** A problem of a registration in this door's names of fields. */
    static Problem renamed(Problem problem, StorageClassMapper kind) {
        if (problem instanceof Problem.Invalid(List<FieldProblem> fields)) {
            return new Problem.Invalid(
                    fields.stream().map(f -> f.under(renamed(f.field(), kind))).toList());
        }
        if (problem instanceof Problem.AlreadyExists(String field, String message)) {
            return new Problem.AlreadyExists(renamed(field, kind), message);
        }
        if (problem instanceof Problem.Unproven(List<Problem.FailedCheck> failed)) {
            return new Problem.Unproven(failed.stream().map(f -> renamed(f, kind)).toList());
        }
        return problem;
    }

    private static Problem.FailedCheck renamed(
            Problem.FailedCheck failed, StorageClassMapper kind) {
        return new Problem.FailedCheck(
                failed.check(),
                failed.code(),
                failed.message(),
                failed.remedy(),
                failed.field().isEmpty()
                        ? ""
                        : kind.wireName(failed.field())
                                .substring(StorageClassMapper.PLACE.length() + 1));
    }

    /** The core's name of a field of {@link NewBackend} as this door's requests have it. */
    static String renamed(String field, StorageClassMapper kind) {
        String settings = "settings";
        if (field.startsWith(settings + ".")) {
            return kind.wireName(field.substring(settings.length() + 1));
        }
        return switch (field) {
            case "name" -> "storage_key";
            case "connector" -> "storage_class";
            case "settings" -> StorageClassMapper.PLACE;
            default -> field;
        };
    }
}
