package dev.storeward.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    The key AKIAIOSFODNN7EXAMPLE is unknown | The key *** is unknown
                    https://b.s3.test/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Date=20260101&X-Amz-Signature=0123abcd | https://b.s3.test/k?X-Amz-Credential=***&X-Amz-Date=20260101&X-Amz-Signature=***
                    https://b.s3.test/k?X-Amz-Security-Token=IQoJb3JpZ2luX2VjE%2F%2F&x=1 | https://b.s3.test/k?X-Amz-Security-Token=***&x=1
                    https://a.blob.test/c/k?sv=2024&sig=ab%2Bcd%3D&se=2026 | https://a.blob.test/c/k?sv=2024&sig=***&se=2026
                    https://gcs.test/k?X-Goog-Credential=a%40b&X-Goog-Signature=00ff | https://gcs.test/k?X-Goog-Credential=***&X-Goog-Signature=***
                    Authorization: AWS4-HMAC-SHA256 Credential=AKIA1/2, SignedHeaders=host, Signature=ab | Authorization: ***
                    headers {Authorization=[Bearer abcdefgh12345]} | headers {Authorization=***
                    sent Bearer sw_abcdefghijklmnopqrstuvwxyz0123 there | sent Bearer *** there
                    SharedKey account:Zm9vYmFyYmF6cXV4 was wrong | SharedKey *** was wrong
                    {"secret_key":"wJalrXUtnFEMI/K7MDENG","bucket":"b"} | {"secret_key":"***","bucket":"b"}
                    Settings[endpoint=e, secretKey=wJalrXUtnFEMI, region=r] | Settings[endpoint=e, secretKey=***, region=r]
                    AccountName=a;AccountKey=Zm9vYmFyYmF6cXV4eA==;EndpointSuffix=x | AccountName=a;AccountKey=***;EndpointSuffix=x
                    <Code>X</Code><AWSAccessKeyId>minioadmin</AWSAccessKeyId><StringToSign>AWS4 x</StringToSign> | <Code>X</Code><AWSAccessKeyId>***</AWSAccessKeyId><StringToSign>***</StringToSign>
                    connect to https://user:pass@host.test:9000/b failed | connect to https://***@host.test:9000/b failed
                    jdbc:postgresql://h/db?user=u&password=hunter2&ssl=true | jdbc:postgresql://h/db?user=u&password=***&ssl=true
                    the secret_key: hunter2 and password: set it | the secret_key: *** and password: set it
                    token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln expired | token *** expired
                    mk_01 2026-06-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= | mk_01 2026-06-01T00:00:00Z ***
                    GET /links/AQEAAQIDBAUGBwgJCgsMDQ4P failed | GET /links/*** failed
                    PUT /uploads/AQEAAQIDBAUGBwgJCgsMDQ4P failed | PUT /uploads/*** failed
                    """)
    void hidesWhatLooksLikeACredentialAndKeepsTheRest(String text, String cleaned) {
        assertThat(Redacted.text(text)).isEqualTo(cleaned);
        assertThat(Redacted.text(cleaned)).as("cleaned again").isEqualTo(cleaned);
    }

    @Test
    void hidesAPrivateKeyAlsoInJsonAndWithoutItsEnd() {
        String pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\nBgkq\n-----END PRIVATE KEY-----";
        assertThat(Redacted.text("a " + pem + " b")).isEqualTo("a *** b");
        assertThat(Redacted.text("{\"private_key\":\"" + pem.replace("\n", "\\n") + "\\n\"}"))
                .doesNotContain("MIIEvQ", "Bgkq");
        assertThat(Redacted.text("cut -----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADAN"))
                .isEqualTo("cut ***");
    }

    @Test
    void hidesWhatStandsBehindOrWithinALongRunOfOtherText() {
        String run = "a-".repeat(5_000);
        assertThat(Redacted.text("GET /docs/../" + run)).isEqualTo("GET /docs/../" + run);
        assertThat(Redacted.text(run + "secret-key=abc " + run))
                .isEqualTo(run + "secret-key=*** " + run);
        assertThat(Redacted.text("eyJ-".repeat(2_500) + " end")).isEqualTo("*** end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The access key is not known at the bucket photos at https://s3.test (InvalidAccessKeyId, status 403).",
                "The secret key is wrong for the bucket photos (SignatureDoesNotMatch, status 403).",
                "The master key file /data/master.key does not hold the key mk_0123456789abcdef: restore it.",
                "Set both STOREWARD_SHARED_ACCESS_KEY and STOREWARD_SHARED_SECRET_KEY, or neither.",
                "2026-01-01T00:00:00.000Z WARN  d.s.c.object.Sweeper - 3 doomed objects wait at 0197-aa: no",
                "organizations/1/files/2/report_20260101_120000_a1b2c3d4.pdf",
                "The credential is not accepted at the bucket photos.",
                "STOREWARD_DB must not hold the password: set STOREWARD_DB_USER and STOREWARD_DB_PASSWORD."
            })
    void leavesOurOwnSentencesAlone(String sentence) {
        assertThat(Redacted.text(sentence)).isEqualTo(sentence);
    }
}
