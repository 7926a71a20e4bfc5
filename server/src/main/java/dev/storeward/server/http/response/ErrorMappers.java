package dev.storeward.server.http.response;

import java.util.List;

/**
 * The words of every address, for what is refused before a door is asked.
 *
 * @param others words what is no door's
 */
public record ErrorMappers(List<ErrorMapper> doors, ErrorMapper others) {
    public ErrorMappers {
        doors = List.copyOf(doors);
    }

    /** Those of the door whose path it is, as sent. */
    public ErrorMapper of(String rawPath) {
        return doors.stream().filter(door -> door.answersFor(rawPath)).findFirst().orElse(others);
    }
}
