/** What tests need that the build does not bring along: programs, and packages from npm. */
@NullMarked
package dev.storeward.testkit.installed;

import org.jspecify.annotations.NullMarked;
