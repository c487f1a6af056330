package dev.tandem.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One codec for every message. In the JVM it hands the reference over, as records are immutable; on
 * the wire it writes {@code int length of name, name, int length of JSON, JSON}.
 */
final class RecordCodec implements MessageCodec<BusMessage, BusMessage> {
  static final String NAME = "tandem-record";

  private final WireTypes types;

  RecordCodec(WireTypes types) {
    this.types = types;
  }

  @Override
  public void encodeToWire(Buffer buffer, BusMessage message) {
    if (message instanceof LocalMessage) {
      throw new IllegalArgumentException(
          message.getClass().getSimpleName() + " carries a secret and never leaves its node");
    }
    byte[] name = types.name(message.getClass()).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] json = WireJson.MAPPER.writeValueAsBytes(message);
      buffer.appendInt(name.length).appendBytes(name).appendInt(json.length).appendBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write a " + message.getClass().getName(), e);
    }
  }

  @Override
  public BusMessage decodeFromWire(int position, Buffer buffer) {
    int nameLength = buffer.getInt(position);
    int nameStart = position + Integer.BYTES;
    String name =
        new String(buffer.getBytes(nameStart, nameStart + nameLength), StandardCharsets.UTF_8);
    int jsonLength = buffer.getInt(nameStart + nameLength);
    int jsonStart = nameStart + nameLength + Integer.BYTES;
    try {
      return WireJson.MAPPER.readValue(
          buffer.getBytes(jsonStart, jsonStart + jsonLength), types.type(name));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read a " + name, e);
    }
  }

  @Override
  public BusMessage transform(BusMessage message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
