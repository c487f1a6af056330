package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;

/**
 * Who presents this JWT of the OpenID provider? A person who comes for the first time is made a
 * user. Answered by an {@link OpenIdReply}.
 */
@WireName("openid.query")
public record OpenIdQuery(Secret token) implements LocalMessage {}
