/** Uploads that pages send: a form with a file, and files in pieces that go on after a break. */
@NullMarked
package dev.storeward.server.console.uploads;

import org.jspecify.annotations.NullMarked;
