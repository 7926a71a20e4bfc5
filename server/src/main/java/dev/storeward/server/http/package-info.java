/**
 * What the doors share: who calls, JSON, errors, ranges, multipart bodies, the server's own
 * settings.
 */
@NullMarked
package dev.storeward.server.http;

import org.jspecify.annotations.NullMarked;
