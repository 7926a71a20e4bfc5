package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.crypto.MasterKey;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.masterkey.MasterKeyStatus.KeyState;
import dev.storeward.core.masterkey.MasterKeyStatus.KnownKey;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.Nodes.One;
import dev.storeward.core.user.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyRotationTest extends RotationFixture {
    MasterKeyRotationTest(@TempDir Path folder) {
        super(folder);
    }

    private static final String OPERATORS_LINE =
            "mk_operators 2030-01-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

    private static void remove(Path keyFile, String id) throws IOException {
        Files.writeString(keyFile, Files.readString(keyFile).replace(lineOf(keyFile, id), ""));
    }

    @Test
    void beforeTheFirstRotationThereIsOneKeyThatEverythingIsUnder() {
        One node = nodes.start("one", file);
        fill(node);

        MasterKeyStatus status = nodes.status(node);

        MasterKey key = node.installation().keys().newest();
        assertThat(status)
                .isEqualTo(
                        new MasterKeyStatus(
                                key.id(),
                                State.NEVER,
                                null,
                                List.of(
                                        new KnownKey(
                                                key.id(), key.createdAt(), KeyState.CURRENT, 14)),
                                new Progress(0, 0, 0),
                                List.of(),
                                null,
                                null,
                                null));
    }

    @Test
    void oneNodeRotatesByItselfAndTheOldKeyCanGo() throws IOException {
        One node = nodes.start("one", file);
        fill(node);
        String old = node.installation().sealer().currentKeyId();
        String heading = Files.readAllLines(file).getFirst();

        MasterKeyStatus begun = nodes.rotate(node);
        node.rotation().work();
        MasterKeyStatus done = nodes.status(node);

        String fresh = String.valueOf(begun.target());
        assertThat(begun.state()).isEqualTo(State.DISTRIBUTE);
        assertThat(begun.current()).isEqualTo(old);
        assertThat(begun.progress()).isEqualTo(new Progress(0, 13, 0));
        assertThat(begun.keys())
                .extracting(KnownKey::id, KnownKey::state)
                .containsExactly(tuple(old, KeyState.CURRENT), tuple(fresh, KeyState.NEXT));
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.current()).isEqualTo(fresh).isNotEqualTo(old);
        assertThat(done.progress()).isEqualTo(new Progress(13, 0, 0));
        assertThat(done.keys())
                .extracting(KnownKey::id, KnownKey::state, KnownKey::references)
                .containsExactly(
                        tuple(old, KeyState.RETIRABLE, 0L), tuple(fresh, KeyState.CURRENT, 14L));
        assertThat(done.endedAt()).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file).getFirst()).isEqualTo(heading);
        assertThat(nodes.audited("master_key.rotate"))
                .containsExactly(
                        "admin@localhost master-key:%s {\"to\": \"%s\", \"from\": \"%s\"}"
                                .formatted(fresh, fresh, old));
        assertThat(nodes.audited("master_key.switch")).hasSize(1);
        assertThat(nodes.audited("master_key.done"))
                .singleElement()
                .asString()
                .startsWith("storeward master-key:" + fresh)
                .contains("\"rewrapped\": 13");

        remove(file, old);
        One restarted = nodes.start("restarted", file);
        assertThat(nodes.closedTo(restarted)).isEmpty();
    }

    @Test
    void aKeyThatSignsHasTheSameSecretUnderTheNewKey() {
        One node = nodes.start("one", file);
        Keys.Issued signs = nodes.signingKey(node, nodes.tenant(node, "acme"));
        String before = sealedUnder();

        nodes.rotate(node);
        node.rotation().work();

        assertThat(nodes.status(node).state()).isEqualTo(State.DONE);
        assertThat(sealedUnder())
                .isEqualTo(node.installation().sealer().currentKeyId())
                .isNotEqualTo(before);
        assertThat(nodes.signing(node).find(signs.key().prefix()).orElseThrow().secret())
                .isEqualTo(signs.secret());
    }

    private String sealedUnder() {
        return nodes.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT sealed_under FROM signing_key",
                                row -> row.text("sealed_under")));
    }

    @Test
    void aNewerKeyOfTheOperatorsIsTakenAndNoneIsMade() throws IOException {
        One node = nodes.start("one", file);
        append(file, OPERATORS_LINE);
        String before = Files.readString(file);

        assertThat(nodes.rotate(node).target()).isEqualTo("mk_operators");
        node.rotation().work();

        assertThat(nodes.status(node).current()).isEqualTo("mk_operators");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void rotatesTwiceInARow() throws IOException {
        One node = nodes.start("one", file);
        fill(node);
        String first = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();
        String second = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();

        MasterKeyStatus done = nodes.status(node);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.current()).isEqualTo(second).isNotEqualTo(first);
        assertThat(done.keys())
                .extracting(KnownKey::state)
                .containsExactly(KeyState.RETIRABLE, KeyState.RETIRABLE, KeyState.CURRENT);
        remove(file, first);
        assertThat(nodes.closedTo(nodes.start("restarted", file))).isEmpty();
    }

    @Test
    void aRotationToAKeyNobodyHasAnyMoreMakesWay() throws IOException {
        One node = nodes.start("one", file);
        String lost = String.valueOf(nodes.rotate(node).target());
        remove(file, lost);
        node.beat();
        node.rotation().work();
        assertThat(nodes.status(node).state()).isEqualTo(State.DISTRIBUTE);

        String next = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();

        assertThat(nodes.status(node).current()).isEqualTo(next).isNotEqualTo(lost);
    }

    @Test
    void onlyASuperAdminRotatesAndLooks() throws IOException {
        One node = nodes.start("one", file);
        var supervisor = nodes.supervisor();

        assertThat(Problems.of(() -> node.rotation().status(supervisor)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                node.rotation().rotate(supervisor, InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(MasterKeys.load(file).all()).hasSize(1);
    }

    @Test
    void aChangeThatIsUndoneWithItsTransactionBeginsNoRotation() {
        One node = nodes.start("one", file);

        assertThatThrownBy(() ->
                        node.rotation()
                                .rotate(
                                        nodes.core.admin,
                                        (sql, status) -> {
                                            throw new IllegalStateException("undone");
                                        }))
                .hasMessage("undone");

        assertThat(nodes.status(node).state()).isEqualTo(State.NEVER);
        assertThat(nodes.rotate(node).target()).isEqualTo(lastId());
    }

    private String lastId() {
        return MasterKeys.load(file).newest().id();
    }
}
