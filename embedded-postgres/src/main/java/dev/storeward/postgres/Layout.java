package dev.storeward.postgres;

import java.nio.file.Path;

/**
 * Where the parts of one PostgreSQL lie.
 *
 * @param home everything but the programs
 * @param programs a folder with one sub-folder for each version
 */
record Layout(Path home, Path programs) {

    static Layout under(Path dataFolder) {
        Path home = dataFolder.resolve("postgres");
        return new Layout(home, home.resolve("programs"));
    }

    Path cluster() {
        return home.resolve("cluster");
    }

    Path log() {
        return home.resolve("log");
    }

    Path passwords() {
        return home.resolve("passwords");
    }
}
