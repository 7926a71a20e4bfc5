/**
 * What a connector must know that a user of an open store need not: the fields of a backend, its
 * place, its secrets, the gate its connections pass, and what was proven of it.
 */
@NullMarked
package dev.storeward.store.connector;

import org.jspecify.annotations.NullMarked;
