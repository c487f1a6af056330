package dev.tandem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a gateway and its PostgreSQL, and stops transactions at their commit: those in
 * which a text of the test's choice is sent. All else passes.
 */
final class CommitRelay implements AutoCloseable {
  /** As a client sends it in a simple query. */
  private static final String COMMIT = "COMMIT\0";

  private final ServerSocket clients = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int server;
  private final List<Trap> traps = new CopyOnWriteArrayList<>();

  /**
   * @param server PostgreSQL's port on this machine
   */
  CommitRelay(int server) throws IOException {
    this.server = server;
    inBackground(this::accept);
  }

  int port() {
    return clients.getLocalPort();
  }

  /** What becomes of the commit. */
  enum Stop {
    /** It never reaches the server. */
    BEFORE,
    /** It does, but nothing that the server answers from then on reaches the client. */
    AFTER
  }

  private record Trap(String text, Stop stop, CompletableFuture<Void> sprung) {
    boolean springsAt(CharSequence sent) {
      int named = sent.toString().indexOf(text);
      return named >= 0 && sent.toString().indexOf(COMMIT, named) >= 0;
    }
  }

  /**
   * Completes when the next transaction in which {@code text} is sent is to be committed and was
   * stopped: of {@link Stop#AFTER} the commit itself may still be on its way.
   */
  CompletableFuture<Void> stop(Stop stop, String text) {
    Trap set = new Trap(text, stop, new CompletableFuture<>());
    traps.add(set);
    return set.sprung();
  }

  private void accept() throws IOException {
    while (!clients.isClosed()) {
      Socket client = clients.accept();
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
      Session session = new Session(client, upstream);
      inBackground(session::pumpRequests);
      inBackground(session::pumpAnswers);
    }
  }

  /** One connection of the gateway. */
  private final class Session {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean mute;

    Session(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void pumpRequests() throws IOException {
      // What was sent since the last commit.
      StringBuilder sent = new StringBuilder();
      try (client;
          upstream) {
        InputStream from = client.getInputStream();
        OutputStream to = upstream.getOutputStream();
        byte[] bytes = new byte[8192];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
          sent.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
          Optional<Trap> sprung = traps.stream().filter(trap -> trap.springsAt(sent)).findFirst();
          mute |= sprung.isPresent();
          if (sprung.isEmpty() || sprung.get().stop() == Stop.AFTER) {
            to.write(bytes, 0, n);
            to.flush();
          }
          sprung.ifPresent(
              trap -> {
                traps.remove(trap);
                trap.sprung().complete(null);
              });
          if (sent.indexOf(COMMIT) >= 0) {
            sent.setLength(0);
          }
        }
      }
    }

    void pumpAnswers() throws IOException {
      try (client;
          upstream) {
        InputStream from = upstream.getInputStream();
        OutputStream to = client.getOutputStream();
        byte[] bytes = new byte[8192];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
          if (!mute) {
            to.write(bytes, 0, n);
            to.flush();
          }
        }
      }
    }
  }

  private interface Pump {
    void run() throws IOException;
  }

  private static void inBackground(Pump pump) {
    Thread thread =
        new Thread(
            () -> {
              try {
                pump.run();
              } catch (IOException gone) {
                // One of the two sides has ended the connection, as kills do.
              }
            },
            "commit-relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    clients.close();
  }
}
