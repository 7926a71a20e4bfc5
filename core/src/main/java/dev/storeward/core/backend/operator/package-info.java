/** Backends of the operator: the shared one, and buckets dedicated to one tenant. */
@NullMarked
package dev.storeward.core.backend.operator;

import org.jspecify.annotations.NullMarked;
