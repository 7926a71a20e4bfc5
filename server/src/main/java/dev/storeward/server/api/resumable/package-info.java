/** The resumable door: uploads that go on where they broke off, as tus 1.0.0 has them. */
@NullMarked
package dev.storeward.server.api.resumable;

import org.jspecify.annotations.NullMarked;
