package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every object is encrypted with keys of this service; who asks for others is told why not. */
@ExtendWith(SharedServers.class)
class EncryptionTest {
    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String KEY_MD5 = "tP/LI3N87DFaSk0aoqYgzg==";

    private static S3User user;
    private static String object;

    @BeforeAll
    static void start() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        user = S3User.on(server);
        object = "/sealed/k";
        user.send("PUT", "/sealed", "");
        user.send("PUT", object, "as it was");
    }

    @Test
    void ofAPutIsToldBack() {
        for (String[] headers : new String[][] {{}, {METHOD, "AES256"}}) {
            assertThat(user.send("PUT", "/sealed/own", "x", headers).header(METHOD))
                    .isEqualTo("AES256");
        }
        assertThat(user.send("HEAD", "/sealed/own", "").header(METHOD)).isEqualTo("AES256");
    }

    @Test
    void ofACopyIsToldBack() {
        for (String[] headers :
                new String[][] {
                    {"x-amz-copy-source", object},
                    {"x-amz-copy-source", object, METHOD, "AES256"}
                }) {
            Answer copied = user.send("PUT", "/sealed/copy", "", headers);

            assertThat(copied.header(METHOD)).isEqualTo("AES256");
            assertThat(copied.text()).contains("<CopyObjectResult");
        }
    }

    /** Headers behind each other, where {@code -} stands for what all of them begin with. */
    @ParameterizedTest
    @CsvSource({
        "'', WRONG, 400 InvalidArgument",
        "'', '', 400 InvalidArgument",
        "'', aws:kms, 501 NotImplemented",
        "'- -aws-kms-key-id', 'aws:kms x', 501 NotImplemented",
        "-aws-kms-key-id, x, 400 InvalidArgument",
        "'- -aws-kms-key-id', 'AES256 x', 400 InvalidArgument",
        "-context, x, 501 NotImplemented",
        "-customer-algorithm, AES256, 400 InvalidArgument",
        "'-customer-algorithm -customer-key', 'AES192 KEY', 400 InvalidEncryptionAlgorithmError",
        "-customer-key, KEY, 400 InvalidArgument",
        "'-customer-algorithm -customer-key', 'AES256 KEY', 501 NotImplemented",
        "'-customer-algorithm -customer-key', 'AES256 !', 501 NotImplemented",
        "'-customer-algorithm -customer-key -customer-key-md5', 'AES256 KEY MD5', 501 NotImplemented",
        "'-customer-algorithm -customer-key -customer-key-md5', 'AES256 KEY KEY', 400 InvalidArgument",
        "'-customer-algorithm -customer-key -customer-key-md5', 'AES256 ! MD5', 400 InvalidArgument",
        "'- -customer-algorithm -customer-key', 'AES256 AES256 KEY', 400 InvalidArgument",
        "'- -customer-algorithm -customer-key', 'aws:kms AES256 KEY', 400 InvalidArgument",
    })
    void ofAPutThatIsNotDone(String names, String values, String expected) {
        Answer answer = user.send("PUT", object, "changed", headers(names, values));

        assertThat(refusal(answer)).isEqualTo(expected);
        assertThat(answer.text()).doesNotContain(KEY);
        assertThat(user.send("GET", object, "").text()).isEqualTo("as it was");
    }

    private static String[] headers(String names, String values) {
        String[] name = names.split(" ", -1);
        String[] value = values.split(" ", -1);
        String[] headers = new String[2 * name.length];
        for (int i = 0; i < name.length; i++) {
            headers[2 * i] = METHOD + (name[i].equals("-") ? "" : name[i]);
            headers[2 * i + 1] = value[i].replace("KEY", KEY).replace("MD5", KEY_MD5);
        }
        return headers;
    }

    /** The method is of the object: there is none to choose. */
    @ParameterizedTest
    @CsvSource({
        "'', AES256, 400",
        "'- -aws-kms-key-id', 'aws:kms x', 400",
        "-customer-key, KEY, 400",
        "'-customer-algorithm -customer-key', 'AES256 KEY', 501",
    })
    void ofARead(String names, String values, int status) {
        for (String method : new String[] {"GET", "HEAD"}) {
            assertThat(user.send(method, object, "", headers(names, values)).status())
                    .as(method)
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<SSEAlgorithm>AES256</SSEAlgorithm>",
                "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
                        + "<BucketKeyEnabled>true</BucketKeyEnabled>"
                        + "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType>"
                        + "</BlockedEncryptionTypes><ApplyServerSideEncryptionByDefault>",
            })
    void ofABucketThatIsSoAnyway(String rule) {
        assertThat(user.send("PUT", "/sealed?encryption", rule(rule)).status()).isEqualTo(200);
        assertThat(user.send("DELETE", "/sealed?encryption", "").status()).isEqualTo(204);
        assertThat(user.send("GET", "/sealed?encryption", "").text())
                .contains("<SSEAlgorithm>AES256</SSEAlgorithm>");
    }

    private static String rule(String content) {
        return "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + "<Rule><ApplyServerSideEncryptionByDefault>"
                + content
                + "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
    }

    @ParameterizedTest
    @CsvSource({
        "<SSEAlgorithm>aws:kms</SSEAlgorithm>, 501 NotImplemented",
        "'<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>x</KMSMasterKeyID>', 501 NotImplemented",
        "'<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>x</KMSMasterKeyID>', 400 InvalidArgument",
        "'', 501 NotImplemented",
        "<Other/>, 400 MalformedXML",
        "'</ApplyServerSideEncryptionByDefault></Rule><Rule><ApplyServerSideEncryptionByDefault>', 400 MalformedXML",
        "'</ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes><ApplyServerSideEncryptionByDefault>', 501 NotImplemented",
    })
    void ofABucketThatIsNotDone(String rule, String expected) {
        assertThat(refusal(user.send("PUT", "/sealed?encryption", rule(rule)))).isEqualTo(expected);
    }
}
