package dev.tandem;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails the test during which an event loop was blocked. Registered for all tests. */
public final class BlockedEventLoopGuard implements BeforeAllCallback, AfterEachCallback {
  private static final String CHECKER = "io.vertx.core.internal.threadchecker.BlockedThreadChecker";
  private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();

  static {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains("eventloop")) {
              BLOCKED.add(event.getFormattedMessage());
            }
          }
        };
    Logger checker = (Logger) LoggerFactory.getLogger(CHECKER);
    appender.setContext(checker.getLoggerContext());
    appender.start();
    checker.addAppender(appender);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    BLOCKED.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> blocked = List.copyOf(BLOCKED);
    BLOCKED.clear();
    if (!blocked.isEmpty()) {
      throw new AssertionError("an event loop was blocked: " + blocked);
    }
  }
}
