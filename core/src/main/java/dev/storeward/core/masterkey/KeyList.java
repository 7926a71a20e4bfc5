package dev.storeward.core.masterkey;

import dev.storeward.core.crypto.MasterKey;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.masterkey.MasterKeyStatus.KeyState;
import dev.storeward.core.masterkey.MasterKeyStatus.KnownKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of a file and those that values need, as an operator is told of them. */
final class KeyList {
    private KeyList() {}

    /**
     * Those of the file in its order, then those that are missing in it.
     *
     * @param references how many values are sealed under each key
     * @param inUse the keys that nodes still seal new values under
     */
    static List<KnownKey> of(
            MasterKeys file, String current, Map<String, Long> references, Set<String> inUse) {
        List<KnownKey> list = new ArrayList<>();
        boolean behindCurrent = false;
        for (MasterKey key : file.all()) {
            long count = references.getOrDefault(key.id(), 0L);
            boolean isCurrent = key.id().equals(current);
            list.add(
                    new KnownKey(
                            key.id(),
                            key.createdAt(),
                            isCurrent
                                    ? KeyState.CURRENT
                                    : state(count > 0 || inUse.contains(key.id()), behindCurrent),
                            count));
            behindCurrent |= isCurrent;
        }
        references.forEach((id, count) -> {
            if (file.find(id).isEmpty()) {
                list.add(new KnownKey(id, null, KeyState.MISSING, count));
            }
        });
        return list;
    }

    private static KeyState state(boolean needed, boolean behindCurrent) {
        if (needed) {
            return KeyState.OLD;
        }
        return behindCurrent ? KeyState.NEXT : KeyState.RETIRABLE;
    }
}
