package dev.storeward.core.installation;

import dev.storeward.core.installation.InstallationStateTable.Told;
import java.util.List;

/**
 * Where a database runs, as it is recorded in the database itself: a copy carries the record along
 * and finds that it does not fit.
 *
 * @param cluster what tells the PostgreSQL cluster from others; {@code -} when it may not be asked
 * @param database its name, {@code -} for the embedded server's only one
 * @param place the folder of an embedded server, or host and port as the settings name them
 * @param address host and port as the database tells them; {@code -} for none, as over a socket
 */
record Fingerprint(
        DatabaseHome.Kind kind, String cluster, String database, String place, String address) {
    private static final String NONE = "-";

    /** Stands for the cluster in what a backup carries, so that it fits nowhere. */
    private static final String BACKUP = "backup";

    static Fingerprint of(DatabaseHome home, Told told) {
        boolean embedded = home.kind() == DatabaseHome.Kind.EMBEDDED;
        return new Fingerprint(
                home.kind(),
                told.cluster(),
                embedded ? NONE : told.database(),
                home.place(),
                embedded ? NONE : told.address());
    }

    /** Of a text as {@link #text} writes it. */
    static Fingerprint parse(String text) {
        List<String> parts = List.of(text.split(" ", -1));
        if (parts.size() != 5) {
            throw new IllegalArgumentException("five parts: " + text);
        }
        return new Fingerprint(
                DatabaseHome.Kind.valueOf(parts.getFirst()),
                parts.get(1),
                parts.get(2),
                parts.get(3),
                parts.get(4));
    }

    String text() {
        return String.join(
                " ",
                kind.name(),
                cluster,
                database.replace(' ', '_'),
                place.replace(' ', '_'),
                address);
    }

    /** What a sentence about the database says of where it was recorded. */
    String recorded() {
        return cluster.equals(BACKUP) ? "was restored from a backup" : "was recorded " + there();
    }

    /** Where the database is, as a part of a sentence. */
    String there() {
        return switch (kind) {
            case EMBEDDED ->
                    "in the folder "
                            + place
                            + " (device and inode) of an embedded server, cluster "
                            + cluster;
            case EXTERNAL -> "at " + place + ", database " + database + ", cluster " + cluster;
        };
    }

    /**
     * Whether two are of one place. A database that is not embedded is at the same place when
     * either the settings or the database name the same address: nodes may call one host by several
     * names, and a container gets another address with each start.
     */
    boolean sameAs(Fingerprint other) {
        if (kind != other.kind
                || !cluster.equals(other.cluster)
                || !database.equals(other.database)) {
            return false;
        }
        return place.equals(other.place)
                || (!address.equals(NONE) && address.equals(other.address));
    }
}
