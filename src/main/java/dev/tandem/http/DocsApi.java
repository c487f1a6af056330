package dev.tandem.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code /docs}: the contract as a page on which its requests can be tried. Everything comes from
 * here, and the policies sent with it let the browser load and ask nothing else.
 */
final class DocsApi {
  /** Images: those in the style sheet. */
  private static final Answer.Header POLICY =
      new Answer.Header(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private static final List<Answer.Header> PAGE =
      List.of(
          POLICY,
          new Answer.Header("Referrer-Policy", "no-referrer"),
          // The next build has other files, so each page is to be asked for.
          new Answer.Header("Cache-Control", "no-cache"));

  private static final List<Answer.Header> FILE =
      List.of(
          new Answer.Header("Content-Security-Policy", "default-src 'none'"),
          new Answer.Header("Cache-Control", "public, max-age=31536000, immutable"));

  /** Read when somebody first asks, so that no start waits for them. One event loop uses it. */
  private @Nullable Future<DocsFiles> files;

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, "/docs", this::page)
        .serve(HttpMethod.GET, "/docs/{version}/{file}", this::file);
  }

  private Future<Answer> page(Call call) {
    return files()
        .map(found -> call.endsWithSlash() ? found.pageBelow() : found.page())
        .map(page -> page.answer(call.ifNoneMatch(), PAGE));
  }

  private Future<Answer> file(Call call) {
    return files()
        .map(
            found ->
                found
                    .file(call.name("version"), call.name("file"))
                    .orElseThrow(() -> Problem.notFound().asException())
                    .answer(call.ifNoneMatch(), FILE));
  }

  private Future<DocsFiles> files() {
    Future<DocsFiles> found = files;
    if (found == null) {
      Context loop = Objects.requireNonNull(Vertx.currentContext(), "outside of a request");
      found = loop.executeBlocking(DocsFiles::load);
      files = found;
    }
    return found;
  }
}
