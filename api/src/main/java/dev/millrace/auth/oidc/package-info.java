/** Verifies tokens of configured OpenID Connect issuers, and maps their claims to the rights that keys have. */
@NullMarked
package dev.millrace.auth.oidc;

import org.jspecify.annotations.NullMarked;
