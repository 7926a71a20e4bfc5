/** The admin door: the storage of tenants and its migrations, as Archivus's clients know them. */
@NullMarked
package dev.storeward.server.api.admin;

import org.jspecify.annotations.NullMarked;
