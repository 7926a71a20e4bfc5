/** Contract tests, real servers in process, faults and clocks for the tests of every module. */
@NullMarked
package dev.storeward.testkit;

import org.jspecify.annotations.NullMarked;
