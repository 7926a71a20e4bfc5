/**
 * Connections before a request is known: how many there are and of whom, how long a head may take,
 * and how a connection ends whose request was not read to its end.
 */
@NullMarked
package dev.storeward.server.http.connection;

import org.jspecify.annotations.NullMarked;
