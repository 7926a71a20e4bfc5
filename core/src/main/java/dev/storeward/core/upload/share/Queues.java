package dev.storeward.core.upload.share;

import dev.storeward.core.upload.share.FairPermits.Waiter;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who holds how many permits and who waits, in the order of their turns. Not safe by itself. */
final class Queues {
    private final int permits;
    private final Map<UUID, Group> groups = new LinkedHashMap<>();
    private int free;
    private int waiting;

    Queues(int permits) {
        this.permits = permits;
        this.free = permits;
    }

    private static final class Group {
        private final Map<UUID, Member> members = new LinkedHashMap<>();
        private int held;
        private int waiting;
    }

    private static final class Member {
        private final ArrayDeque<Waiter> line = new ArrayDeque<>();
        private int held;
    }

    int free() {
        return free;
    }

    int waiting() {
        return waiting;
    }

    int waitingOf(UUID group) {
        Group found = groups.get(group);
        return found == null ? 0 : found.waiting;
    }

    void join(Waiter waiter) {
        Group group = groups.computeIfAbsent(waiter.claimant().group(), key -> new Group());
        group.members
                .computeIfAbsent(waiter.claimant().member(), key -> new Member())
                .line
                .add(waiter);
        group.waiting++;
        waiting++;
    }

    /** One that waits no longer and was not admitted. */
    void leave(Waiter waiter) {
        Group group = group(waiter.claimant());
        if (member(waiter.claimant()).line.remove(waiter)) {
            group.waiting--;
            waiting--;
        }
        forgetIfIdle(waiter.claimant());
    }

    /** Gives a permit to the one whose turn it is; empty when nobody may have one now. */
    Optional<Waiter> next() {
        if (free == 0 || waiting == 0) {
            return Optional.empty();
        }
        for (Group group : groups.values()) {
            int most = mostOf(group);
            if (group.waiting > 0 && group.held < most) {
                for (Member member : group.members.values()) {
                    if (!member.line.isEmpty() && member.held < mostOf(group, most, member)) {
                        return Optional.of(admitted(group, member));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Waiter admitted(Group group, Member member) {
        Waiter waiter = member.line.removeFirst();
        group.waiting--;
        waiting--;
        free--;
        group.held++;
        member.held++;
        moveToTheEnd(groups, waiter.claimant().group(), group);
        moveToTheEnd(group.members, waiter.claimant().member(), member);
        return waiter;
    }

    private static <T> void moveToTheEnd(Map<UUID, T> line, UUID key, T value) {
        line.remove(key);
        line.put(key, value);
    }

    void giveBack(Claimant claimant) {
        free++;
        group(claimant).held--;
        member(claimant).held--;
        forgetIfIdle(claimant);
    }

    boolean presses(Claimant claimant) {
        Group group = groups.get(claimant.group());
        if (group == null || waiting == 0) {
            return false;
        }
        Member member = group.members.get(claimant.member());
        return (othersWait(group) && group.held > permits / 2)
                || (member != null && othersWait(group, member) && member.held > group.held / 2);
    }

    private int mostOf(Group group) {
        int most = withoutTheLastQuarter(group.held + free);
        return othersWait(group) ? Math.min(most, half(permits)) : most;
    }

    private static int mostOf(Group group, int mostOfGroup, Member member) {
        int most = withoutTheLastQuarter(mostOfGroup - group.held + member.held);
        return othersWait(group, member) ? Math.min(most, half(mostOfGroup)) : most;
    }

    private static int withoutTheLastQuarter(int room) {
        return Math.max(1, room * 3 / 4);
    }

    private static int half(int all) {
        return Math.max(1, all / 2);
    }

    private boolean othersWait(Group group) {
        return waiting > group.waiting;
    }

    private static boolean othersWait(Group group, Member member) {
        return group.waiting > member.line.size();
    }

    private Group group(Claimant claimant) {
        Group group = groups.get(claimant.group());
        if (group == null) {
            throw new IllegalStateException("nothing is held and nobody waits");
        }
        return group;
    }

    private Member member(Claimant claimant) {
        Member member = group(claimant).members.get(claimant.member());
        if (member == null) {
            throw new IllegalStateException("nothing is held and nobody waits");
        }
        return member;
    }

    private void forgetIfIdle(Claimant claimant) {
        Group group = group(claimant);
        Member member = member(claimant);
        if (member.held == 0 && member.line.isEmpty()) {
            group.members.remove(claimant.member());
        }
        if (group.held == 0 && group.waiting == 0) {
            groups.remove(claimant.group());
        }
    }
}
