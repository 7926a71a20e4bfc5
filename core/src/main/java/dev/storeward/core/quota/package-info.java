/** What a tenant may store, charged exactly. */
@NullMarked
package dev.storeward.core.quota;

import org.jspecify.annotations.NullMarked;
