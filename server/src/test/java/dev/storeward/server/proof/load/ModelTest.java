package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many users at once do what comes to their minds; each answer is what a simple model says. */
@ExtendWith(SharedServers.class)
class ModelTest {
    private static final int STEPS = 40;

    private static RunningServer server;
    private static StoreView store;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.S3).server();
        store = SharedServers.on(SharedServers.Kind.S3).store();
    }

    @Test
    void everyAnswerIsTheModels() {
        for (int round = 0; round < Rounds.or(1); round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            List<ModelUser> users = new ArrayList<>();
            // Tenants of one user: the model knows what fits, to the byte.
            for (int i = 0; i < 4; i++) {
                long quota = 20_000L + random.nextInt(600_000);
                users.add(user(server.member(quota), quota, random, seed));
            }
            // A tenant of several users: nothing is ever refused, and nobody sees another's files.
            Member first = server.member(1L << 40);
            users.add(user(first, Long.MAX_VALUE, random, seed));
            for (int i = 0; i < 3; i++) {
                Member more = server.member(server.tenant(first), "member");
                users.add(user(more, Long.MAX_VALUE, random, seed));
            }

            Parallel.run(
                    users.size(),
                    i -> {
                        for (int step = 0; step < STEPS; step++) {
                            users.get(i).step();
                        }
                        return true;
                    });

            for (ModelUser user : users) {
                user.listsItsFiles();
            }
            for (ModelUser user : users.subList(0, 5)) {
                Books books = Books.settled(server, store, user.member());
                if (!user.member().equals(first)) {
                    assertThat(books.charged()).as("seed %s", seed).isEqualTo(user.used());
                }
            }
        }
    }

    private static ModelUser user(Member member, long quota, Random random, long seed) {
        return new ModelUser(server, member, quota, new Random(random.nextLong()), "seed " + seed);
    }
}
