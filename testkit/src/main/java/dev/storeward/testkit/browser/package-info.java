/** A real browser, driven by scripts of the tests that need one. */
@NullMarked
package dev.storeward.testkit.browser;

import org.jspecify.annotations.NullMarked;
