package dev.tandem;

import io.vertx.core.Deployable;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one process, tells the person where it is, and ends it in order on SIGTERM. */
public final class Main implements VertxApplicationHooks {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int DRAIN_SECONDS = 28;

  private final GatewayVerticle gateway = new GatewayVerticle();

  private Main() {}

  public static void main(String[] args) {
    new Application(args).launch();
  }

  private static final class Application extends VertxApplication {
    Application(String[] args) {
      super(args, new Main(), false, true);
    }
  }

  @Override
  public Supplier<? extends Deployable> verticleSupplier() {
    return () -> gateway;
  }

  @Override
  public void afterVerticleDeployed(HookContext context) {
    gateway.started().ifPresent(started -> tell(System.out, started));
    gateway
        .migrated()
        .ifPresent(
            line -> {
              System.out.println(line);
              context.vertx().close();
            });
  }

  @Override
  public void afterFailureToDeployVerticle(HookContext context, @Nullable Throwable failure) {
    if (!StartFailure.isExpected(failure)) {
      log.error("the start failed", failure);
    }
    StartFailure.lines(failure).forEach(line -> System.err.println("tandem: " + line));
    context.vertx().close();
  }

  /** The one place that waits: the process must not end before the gateway has. */
  @Override
  public void beforeStoppingVertx(HookContext context) {
    try {
      gateway.drain().await(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "ending after {} s with work in flight; leases run out by themselves", DRAIN_SECONDS);
    }
  }

  private static void tell(PrintStream out, Started started) {
    started.sandbox().ifPresent(url -> out.println("TickTick sandbox at " + url));
    started
        .madeKey()
        .ifPresent(key -> out.println("API key of the owner (shown this once): " + key.reveal()));
    // Last: whoever waits for this line has seen the others.
    out.println("Tandem is ready at " + started.url());
    out.flush();
  }
}
