package dev.storeward.store.local;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketMaker;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.wrap.Prefix;
import dev.storeward.store.wrap.PrefixedStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Opens folders of this machine. Only the operator may: a path reaches whatever the process may.
 */
public final class LocalConnector implements Connector {
    private static final ConnectorSchema SCHEMA =
            new ConnectorSchema(
                    "filesystem",
                    "Folder on this machine",
                    true,
                    List.of(
                            new Field(
                                    "path",
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "Absolute path of the folder; made when it is missing at"
                                            + " first."),
                            new Field(
                                    "prefix",
                                    ConnectorSchema.Type.TEXT,
                                    false,
                                    false,
                                    "What the names of all objects begin with, by whole segments.")));

    private final InstantSource clock;

    public LocalConnector(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ConnectorSchema schema() {
        return SCHEMA;
    }

    /** The folder without symbolic links, so that two names of one folder are one place. */
    @Override
    public Place place(BackendSpec spec) {
        Path path = path(spec);
        return new Place("file", real(path).toString(), Prefix.of(spec.get("prefix")).value());
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        return wasProven(spec)
                ? openKnown(spec, credential, outbound)
                : prefixed(LocalStore.open(path(spec), clock), spec);
    }

    @Override
    public ObjectStore openKnown(BackendSpec spec, Credential credential, Outbound outbound) {
        return prefixed(LocalStore.openKnown(path(spec), clock), spec);
    }

    @Override
    public void make(BackendSpec spec) {
        LocalStore.open(path(spec), clock).close();
    }

    private static ObjectStore prefixed(LocalStore store, BackendSpec spec) {
        return PrefixedStore.of(store, Prefix.of(spec.get("prefix")));
    }

    /** A folder that proved itself once is never made again; until then an open makes it anew. */
    private static boolean wasProven(BackendSpec spec) {
        return !spec.profile().equals(Profile.unknown());
    }

    @Override
    public PlaceProbe probe() {
        return new PlaceProbe() {
            @Override
            public Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
                if (wasProven(spec)) {
                    Folder.requireThere(path(spec));
                }
                return Optional.empty();
            }
        };
    }

    @Override
    public Optional<BucketMaker> buckets() {
        return Optional.of((spec, credential, outbound) -> NewFolder.make(path(spec)));
    }

    private static Path path(BackendSpec spec) {
        Path path;
        try {
            path = Path.of(spec.get("path"));
        } catch (InvalidPathException e) {
            throw new StoreException(
                    Code.INVALID, "The path is not one of a folder: " + e.getReason() + ".", e);
        }
        if (!path.isAbsolute() || path.getNameCount() == 0) {
            throw new StoreException(
                    Code.INVALID, "The path begins with / and names a folder below it.");
        }
        return path.normalize();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            Path name = path.getFileName();
            return parent == null || name == null ? path : real(parent).resolve(name);
        }
    }
}
