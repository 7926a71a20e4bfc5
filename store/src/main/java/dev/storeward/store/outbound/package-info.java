/**
 * The gate before every connection to a backend: tenants name endpoints, and none of them may lead
 * into the operator's own network.
 */
@NullMarked
package dev.storeward.store.outbound;

import org.jspecify.annotations.NullMarked;
