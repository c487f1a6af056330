package dev.tandem.http;

import dev.tandem.http.FuzzDraft.Field;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What can be wrong with headers. None of these ends the connection. */
final class FuzzHeaders {
  private static final String LONG = "v".repeat(3_000);

  /** Latin letters stand for raw bytes. */
  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry(
              "If-Match",
              List.of(
                  "",
                  "1",
                  "\"",
                  "\"1",
                  "\"0\"",
                  "\"-1\"",
                  "\"99999999999999999999\"",
                  "W/\"1\"",
                  "*",
                  "*, *",
                  "\"1\", *",
                  "\"1\",,\"2\"",
                  "\"a\"",
                  "\"\u00ff\"",
                  "\"1\"".repeat(400),
                  LONG)),
          Map.entry(
              "Idempotency-Key",
              List.of(
                  "",
                  " ",
                  "a b",
                  "\u00e9",
                  "k".repeat(255),
                  "k".repeat(256),
                  "'; --",
                  "a,b",
                  "\t",
                  LONG)),
          Map.entry(
              "Prefer",
              List.of(
                  "",
                  "wait",
                  "wait=",
                  "wait=-1",
                  "wait=0",
                  "wait=x",
                  "wait=1.5",
                  "wait=0x1",
                  "wait=1e3",
                  "wait=\"0\"",
                  "wait=0, wait=1",
                  "respond-async, wait=0",
                  "RESPOND-ASYNC",
                  "respond-async=1",
                  ",,;=",
                  "handling=strict",
                  "\"unfinished",
                  "\u00ff",
                  LONG)),
          Map.entry(
              "Content-Type",
              List.of(
                  "",
                  "text/plain",
                  "application/xml",
                  "application/json;charset=utf-16",
                  "application/json; charset=\"utf-8\"",
                  "APPLICATION/JSON",
                  "application/jsonx",
                  "application/json, text/plain",
                  "application/problem+json",
                  "multipart/form-data",
                  "multipart/form-data; boundary=x",
                  "application/x-www-form-urlencoded",
                  "/",
                  "json",
                  "\u00ff",
                  LONG)),
          Map.entry(
              "Accept",
              List.of(
                  "",
                  "text/html",
                  "*/*;q=0",
                  "q=;",
                  "text/html;q=\u00ff",
                  ",,,",
                  "application/xml",
                  "text/html;q=1e9",
                  LONG)),
          Map.entry(
              "X-Request-Id",
              List.of("", " ", "a b", "\u00e9", "x".repeat(128), "x".repeat(129), "\"<>\\", LONG)),
          Map.entry(
              "traceparent",
              List.of(
                  "",
                  "00",
                  "00-0-0-00",
                  "ff-00000000000000000000000000000000-0000000000000000-00",
                  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                  "\u00ff",
                  LONG)),
          Map.entry(
              "Authorization",
              List.of(
                  "",
                  "Bearer",
                  "Bearer ",
                  "Basic eDp5",
                  "Bearer a b",
                  "Bearer \u00ff",
                  "bearer  x",
                  "Digest username=\"x\"")),
          Map.entry(
              "Last-Event-ID", List.of("", " ", "0", "-1", "beginning", "\u00ff", "AAAA", LONG)),
          Map.entry(
              "Cookie",
              List.of("", "=", "a", "a=b; a=c", "tandem_consent_=x", "\u00ff=\u00ff", LONG)),
          Map.entry("Origin", List.of("", "null", "https://evil.example", "\u00ff")),
          Map.entry("Accept-Encoding", List.of("gzip", "*;q=0", "br, \u00ff")),
          Map.entry("Content-Encoding", List.of("gzip", "identity", "br")),
          Map.entry("Range", List.of("bytes=0-0", "bytes=-1", "x")),
          Map.entry("Forwarded", List.of("for=\"[::1]\";proto=javascript;host=evil.example")),
          Map.entry("X-Forwarded-Host", List.of("evil.example", "\u00ff")),
          Map.entry("X-HTTP-Method-Override", List.of("DELETE", "\u00ff")),
          Map.entry(
              "Host", List.of("", "evil.example", "a b", "@", "[", "evil.example:99999", "\u00ff")),
          Map.entry("If-None-Match", List.of("*", "\"1\"")));

  private static final List<String> NAMES = VALUES.keySet().stream().sorted().toList();
  private static final List<String> METHODS =
      List.of(
          "HEAD",
          "OPTIONS",
          "TRACE",
          "PUT",
          "PATCH",
          "DELETE",
          "POST",
          "GET",
          "PROPFIND",
          "FOO",
          "get");

  private FuzzHeaders() {}

  static void spoil(FuzzDraft draft, Random random) {
    if (random.nextInt(8) == 0) {
      draft.method = METHODS.get(random.nextInt(METHODS.size()));
      draft.isOperation &= draft.method.equals(draft.operation.method());
      draft.spoiled.add("the method");
      return;
    }
    String name = NAMES.get(random.nextInt(NAMES.size()));
    List<String> values = VALUES.get(name);
    String value = values.get(random.nextInt(values.size()));
    if (random.nextInt(4) == 0 && !name.equals("Host")) {
      draft.headers.add(new Field(name, value));
    } else {
      draft.setHeader(name, value);
    }
    if (name.equals("Host")) {
      draft.isOperation = false;
    }
    draft.spoiled.add(name);
  }
}
