package dev.storeward.core.backend.record;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.db.Sql;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;

/**
 * Rows of backends together with the credentials sealed for them, each call within its caller's
 * transaction. Safe for use by several threads.
 */
public final class SealedBackends {
    private final SealedCredentials credentials;

    public SealedBackends(SealedCredentials credentials) {
        this.credentials = credentials;
    }

    /** Inserts a backend and seals its credential. */
    public Backend insert(Sql sql, BackendTable.NewRow row, Credential credential) {
        Backend backend = BackendTable.insert(sql, row);
        credentials.write(sql, SealedCredentials.ownerOf(backend), credential);
        return backend;
    }

    /** Changes where a backend is; its credential gets a new version only when it differs. */
    public void replace(Sql sql, Backend known, BackendSpec spec, Credential credential) {
        if (isCurrent(sql, known, credential)) {
            BackendTable.replaceSpec(sql, known.id(), spec, known.credentialVersion());
        } else {
            reseal(sql, known, spec, credential);
        }
    }

    /**
     * Brings a backend up to date with what the operator configured: new keys, or another name of
     * the same place.
     *
     * @return whether anything of it had changed
     */
    public boolean refresh(Sql sql, Backend known, BackendSpec spec, Credential credential) {
        if (known.spec().settings().equals(spec.settings()) && isCurrent(sql, known, credential)) {
            return false;
        }
        reseal(sql, known, spec, credential);
        return true;
    }

    private boolean isCurrent(Sql sql, Backend known, Credential credential) {
        return credentials.read(sql, SealedCredentials.ownerOf(known)).equals(credential);
    }

    private void reseal(Sql sql, Backend known, BackendSpec spec, Credential credential) {
        int next = known.credentialVersion() + 1;
        BackendTable.replaceSpec(sql, known.id(), spec, next);
        SealedCredentials.supersede(sql, known.id(), known.credentialVersion());
        credentials.write(
                sql, new SealedCredentials.Owner(known.tenantId(), known.id(), next), credential);
    }
}
