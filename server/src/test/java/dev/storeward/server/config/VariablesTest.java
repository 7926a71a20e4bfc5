package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {
    private static final Pattern NAME = Pattern.compile("\"(STOREWARD_[A-Z0-9_]*[A-Z0-9])\"");

    @ParameterizedTest
    @CsvSource({
        "STOREWARD_PROT, STOREWARD_PORT",
        "STOREWARD_MASTER_KEYFILE, STOREWARD_MASTER_KEY_FILE",
        "STOREWARD_MASTER_KEY_FIEL, STOREWARD_MASTER_KEY_FILE",
        "STOREWARD_SHARED_ACESS_KEY, STOREWARD_SHARED_ACCESS_KEY",
        "STOREWARD_PUBLIC_URI, STOREWARD_PUBLIC_URL",
        "STOREWARD_DB_PORT, STOREWARD_PORT",
    })
    void aMistypedVariableIsNamedWithItsNearestNeighbour(String mistyped, String meant) {
        assertThatThrownBy(() -> SettingsReader.read(List.of(), Map.of(mistyped, "1")))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "There is no setting "
                                + mistyped
                                + ". Did you mean "
                                + meant
                                + "? Unset what is not meant for Storeward; docs/operations.md lists"
                                + " all.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STOREWARD_URL",
                "STOREWARD_KEY",
                "STOREWARD_JAVA_OPTS",
                "STOREWARD_SERVICE_HOST",
                "STOREWARD_SERVICE_PORT",
                "STOREWARD_SERVICE_PORT_HTTP",
                "STOREWARD_PORT_8080_TCP",
                "STOREWARD_PORT_8080_TCP_ADDR",
                "STOREWARD_POSTGRES_SERVICE_HOST",
                "STOREWARD_POSTGRES_SERVICE_PORT",
                "STOREWARD_POSTGRES_SERVICE_PORT_SQL_2",
                "STOREWARD_POSTGRES_PORT_5432_TCP",
                "STOREWARD_POSTGRES_PORT_5432_TCP_PROTO",
                "STOREWARD_SYSLOG_PORT_514_SCTP_PORT",
                "STORE_WARD",
            })
    void whatCommandsAndKubernetesSetIsPassedOver(String name) {
        assertThatCode(() -> SettingsReader.read(List.of(), Map.of(name, "1")))
                .doesNotThrowAnyException();
    }

    @Test
    void theAddressOfAServiceIsPassedOver() {
        assertThatCode(() ->
                        SettingsReader.read(
                                List.of(),
                                Map.of("STOREWARD_POSTGRES_PORT", "tcp://10.0.0.7:5432")))
                .doesNotThrowAnyException();
    }

    @Test
    void everyNameTheSettingsAreReadByIsKnownAndTold() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files =
                Files.list(Path.of("src/main/java/dev/storeward/server/config"))) {
            for (Path file : files.toList()) {
                if (!file.endsWith("Variables.java")) {
                    read.addAll(
                            NAME.matcher(Files.readString(file))
                                    .results()
                                    .map((MatchResult found) -> found.group(1))
                                    .collect(Collectors.toSet()));
                }
            }
        }
        Set<String> known = new TreeSet<>(Variables.KNOWN);
        known.removeIf(name -> name.startsWith("STOREWARD_TYPES_"));
        assertThat(read).isEqualTo(known);
        String told = Files.readString(Path.of("../docs/operations.md"));
        assertThat(known)
                .allMatch(name -> told.contains("`" + name + "`"), "told in docs/operations.md");
    }
}
