/**
 * The configs door: the storage configurations of an organization, as Avala's clients know them.
 */
@NullMarked
package dev.storeward.server.api.configs;

import org.jspecify.annotations.NullMarked;
