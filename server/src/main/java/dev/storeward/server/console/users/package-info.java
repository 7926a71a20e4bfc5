/** The screens of users and their keys. */
@NullMarked
package dev.storeward.server.console.users;

import org.jspecify.annotations.NullMarked;
