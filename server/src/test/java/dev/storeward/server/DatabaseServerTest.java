package dev.storeward.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseServerTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://DB.example:5432/storeward?user=u&password=p, db.example:5432",
        "jdbc:postgresql://db.example/storeward, db.example",
        "jdbc:postgresql://db.example?password=p, db.example",
        "jdbc:postgresql:storeward, localhost",
        "jdbc:postgresql:/, localhost",
    })
    void theAddressOfADatabaseIsWhatItsUrlNamesAndNoSecret(String url, String address) {
        assertThat(DatabaseServer.authority(url)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://a:1;b:2/storeward, a:1;b:2"})
    void severalHostsAreOneAddress(String url, String address) {
        assertThat(DatabaseServer.authority(url.replace(';', ',')))
                .isEqualTo(address.replace(';', ','));
    }
}
