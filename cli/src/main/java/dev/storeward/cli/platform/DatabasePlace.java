package dev.storeward.cli.platform;

import java.util.List;

/** Where a database runs, as a part of a sentence. */
final class DatabasePlace {
    private DatabasePlace() {}

    /**
     * Of what the server records: kind, cluster, database, place and address. A server that records
     * something else is told as it is.
     */
    static String of(String recorded) {
        List<String> parts = List.of(recorded.split(" ", -1));
        if (parts.size() != 5) {
            return "at " + recorded;
        }
        if (parts.get(1).equals("backup")) {
            return "in a backup";
        }
        return switch (parts.getFirst()) {
            case "EMBEDDED" ->
                    "in the folder "
                            + parts.get(3)
                            + " (device and inode) of an embedded server, cluster "
                            + parts.get(1);
            case "EXTERNAL" ->
                    "at "
                            + parts.get(3)
                            + ", database "
                            + parts.get(2)
                            + ", cluster "
                            + parts.get(1);
            default -> "at " + recorded;
        };
    }
}
