package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to one file off the event loop, one write at a time; lines that come meanwhile
 * share the next write. After a failed write every later one fails too, so that no answer promises
 * what a restart would not show.
 */
final class FileJournal implements Journal {
  private final Vertx vertx;
  private final FileChannel channel;
  private Buffer pending = Buffer.buffer();
  private Promise<Void> pendingWritten = Promise.promise();
  private Future<Void> current = Future.succeededFuture();
  private @Nullable Throwable broken;

  FileJournal(Vertx vertx, FileChannel channel) {
    this.vertx = vertx;
    this.channel = channel;
  }

  @Override
  public Future<Void> append(JsonObject line) {
    if (broken != null) {
      return Future.failedFuture(broken);
    }
    pending.appendBuffer(line.toBuffer()).appendByte((byte) '\n');
    var written = pendingWritten.future();
    if (current.isComplete()) {
      writePending();
    }
    return written;
  }

  private void writePending() {
    var bytes = ByteBuffer.wrap(pending.getBytes());
    var written = pendingWritten;
    pending = Buffer.buffer();
    pendingWritten = Promise.promise();
    current = written.future();
    vertx
        .<Void>executeBlocking(() -> writeFully(bytes))
        .onComplete(
            result -> {
              if (result.failed()) {
                broken = result.cause();
                written.fail(result.cause());
                pendingWritten.fail(result.cause());
                return;
              }
              written.complete();
              if (pending.length() > 0) {
                writePending();
              }
            });
  }

  @SuppressWarnings("NullAway") // Void has no other value than null.
  private Void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return null;
  }

  @Override
  public Future<Void> settled() {
    if (broken != null) {
      return Future.failedFuture(broken);
    }
    return pending.length() > 0 ? pendingWritten.future() : current;
  }

  @Override
  @SuppressWarnings("NullAway") // Void has no other value than null.
  public Future<Void> close() {
    return settled()
        .eventually(
            () ->
                vertx.<Void>executeBlocking(
                    () -> {
                      channel.close();
                      return null;
                    }));
  }
}
