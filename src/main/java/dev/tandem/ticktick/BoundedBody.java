package dev.tandem.ticktick;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, up to a size. Beyond it, or once it is abandoned, nothing more is read:
 * the stream stays full, and the client's idle limit then closes the connection.
 */
final class BoundedBody implements BodyCodec<Buffer>, BodyStream<Buffer> {

  /** The body is longer than was allowed. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong(int limit) {
      super("an answer of more than " + limit + " bytes", null, false, false);
    }
  }

  private final int limit;
  private final Buffer received = Buffer.buffer();
  private final Promise<Buffer> result = Promise.promise();
  private boolean full;

  BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public BodyStream<Buffer> stream() {
    return this;
  }

  /** The body, whole; or {@link TooLong} at once, before the connection has ended. */
  @Override
  public Future<Buffer> result() {
    return result.future();
  }

  /** Reads no further. */
  void abandon() {
    full = true;
  }

  @Override
  public Future<Void> write(Buffer data) {
    if (full) {
      return Future.succeededFuture();
    }
    if (received.length() + data.length() > limit) {
      full = true;
      result.tryFail(new TooLong(limit));
    } else {
      received.appendBuffer(data);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    result.tryComplete(received);
    return Future.succeededFuture();
  }

  @Override
  public void handle(Throwable failure) {
    result.tryFail(failure);
  }

  @Override
  public boolean writeQueueFull() {
    return full;
  }

  @Override
  public BoundedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public BoundedBody setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public BoundedBody drainHandler(@Nullable Handler<Void> handler) {
    return this;
  }
}
