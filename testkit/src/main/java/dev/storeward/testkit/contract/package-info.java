/** What every object store must do, as tests that each store's own test class inherits. */
@NullMarked
package dev.storeward.testkit.contract;

import org.jspecify.annotations.NullMarked;
