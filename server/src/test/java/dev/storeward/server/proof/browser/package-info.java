/** What pages of other origins may do with the server from a browser, and what they may not. */
@NullMarked
package dev.storeward.server.proof.browser;

import org.jspecify.annotations.NullMarked;
