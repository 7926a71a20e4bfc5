/**
 * Requests: sent, tried again, and refused in the server's own words. Not for users of the client.
 */
@NullMarked
package dev.storeward.client.http;

import org.jspecify.annotations.NullMarked;
