/** What needs no key: whether the server lives and is ready, and its documentation. */
@NullMarked
package dev.storeward.server.api.operations;

import org.jspecify.annotations.NullMarked;
