package dev.tandem.ticktick;

import dev.tandem.config.GatewayConfig;

/** What the conversation with TickTick is told. */
public record TickTickOptions(
    GatewayConfig.TickTick ticktick, GatewayConfig.Sync sync, GatewayConfig.Breaker breaker) {}
