package dev.storeward.core.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.installation.InstallationStateTable.Told;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Told HERE = new Told("7001", "storeward", "10.0.0.5:5432", "1");

    private static Fingerprint external(String place, Told told) {
        return Fingerprint.of(DatabaseHome.external(place), told);
    }

    private static Fingerprint embedded(String folder, Told told) {
        return Fingerprint.of(DatabaseHome.embedded(folder, "boot"), told);
    }

    @Test
    void readsWhatItWrote() {
        Fingerprint written = external("db 1:5432", HERE);

        assertThat(Fingerprint.parse(written.text()).sameAs(Fingerprint.parse(written.text())))
                .isTrue();
        assertThat(written.text()).isEqualTo("EXTERNAL 7001 storeward db_1:5432 10.0.0.5:5432");
    }

    @Test
    void tellsInASentenceWhereItIs() {
        assertThat(external("db:5432", HERE).recorded())
                .isEqualTo("was recorded at db:5432, database storeward, cluster 7001");
        assertThat(embedded("8:1", HERE).there())
                .isEqualTo(
                        "in the folder 8:1 (device and inode) of an embedded server, cluster 7001");
        assertThat(Fingerprint.parse("EXTERNAL backup - - -").recorded())
                .isEqualTo("was restored from a backup");
    }

    @Test
    void anotherClusterOrDatabaseIsAnotherPlace() {
        Fingerprint recorded = external("db:5432", HERE);

        assertThat(recorded.sameAs(external("db:5432", told("7002", "storeward", "10.0.0.5:5432"))))
                .isFalse();
        assertThat(recorded.sameAs(external("db:5432", told("7001", "clone", "10.0.0.5:5432"))))
                .isFalse();
    }

    @Test
    void oneHostMayHaveSeveralNamesAndOneNameSeveralAddresses() {
        Fingerprint recorded = external("db:5432", HERE);

        assertThat(recorded.sameAs(external("10.0.0.5:5432", HERE))).isTrue();
        assertThat(recorded.sameAs(external("db:5432", told("7001", "storeward", "10.0.0.9:5432"))))
                .isTrue();
        assertThat(
                        recorded.sameAs(
                                external("other:5432", told("7001", "storeward", "10.0.0.9:5432"))))
                .isFalse();
    }

    @Test
    void aSocketHasNoAddressToAgreeOn() {
        Told socket = told("7001", "storeward", "-");

        assertThat(external("a", socket).sameAs(external("b", socket))).isFalse();
        assertThat(external("a", socket).sameAs(external("a", socket))).isTrue();
    }

    @Test
    void theEmbeddedServersPortSaysNothingItsFolderDoes() {
        Fingerprint recorded = embedded("8:1", HERE);

        assertThat(recorded.sameAs(embedded("8:1", told("7001", "storeward", "127.0.0.1:1"))))
                .isTrue();
        assertThat(recorded.sameAs(embedded("8:2", HERE))).isFalse();
        assertThat(recorded.sameAs(external("8:1", HERE))).isFalse();
    }

    private static Told told(String cluster, String database, String address) {
        return new Told(cluster, database, address, "1");
    }
}
