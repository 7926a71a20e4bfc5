/** What connectors over Apache HttpClient 5 have in common: gated connections, deadlines, names. */
@NullMarked
package dev.storeward.store.http;

import org.jspecify.annotations.NullMarked;
