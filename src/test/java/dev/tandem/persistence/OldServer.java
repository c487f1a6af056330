package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * As much of PostgreSQL's protocol as a driver needs to learn the server's version: it lets anybody
 * in, and says to every statement that it is done.
 */
final class OldServer implements AutoCloseable {
  private final String version;
  private final ServerSocket listener;
  private final CompletableFuture<Void> served;

  OldServer(String version) throws IOException {
    this.version = version;
    this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.served = CompletableFuture.runAsync(this::serve);
  }

  DatabaseUrl url() {
    return DatabaseUrl.plain(
        "127.0.0.1", listener.getLocalPort(), "old", "me", new Secret("secret-word"));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    served.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
  }

  private void serve() {
    try (Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      in.skipNBytes(in.readInt() - Integer.BYTES);
      send(out, 'R', new byte[4]);
      tell(out, "server_version", version);
      tell(out, "client_encoding", "UTF8");
      tell(out, "DateStyle", "ISO, MDY");
      tell(out, "standard_conforming_strings", "on");
      tell(out, "integer_datetimes", "on");
      send(out, 'Z', new byte[] {'I'});
      for (int type = in.read(); type >= 0 && type != 'X'; type = in.read()) {
        in.skipNBytes(in.readInt() - Integer.BYTES);
        if (type == 'S') {
          send(out, '1', new byte[0]);
          send(out, '2', new byte[0]);
        }
        if (type == 'S' || type == 'Q') {
          send(out, 'C', "SET\0".getBytes(StandardCharsets.UTF_8));
          send(out, 'Z', new byte[] {'I'});
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tell(DataOutputStream out, String name, String value) throws IOException {
    send(out, 'S', (name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(message);
    data.writeByte(type);
    data.writeInt(body.length + Integer.BYTES);
    data.write(body);
    out.write(message.toByteArray());
    out.flush();
  }
}
