package dev.tandem.http;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What {@code /docs} is made of: our page, style and script, and two files of Swagger UI from its
 * webjar. Nothing else of the class path can be named: these are found by name in a map.
 */
final class DocsFiles {
  private static final String WEBJAR = "org.webjars/swagger-ui";
  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final String STYLE = "text/css;charset=utf-8";

  private final Map<String, DocsFile> byName = new LinkedHashMap<>();
  private final DocsFile page;
  private final DocsFile pageBelow;

  private DocsFiles() {
    String webjar = "/META-INF/resources/webjars/swagger-ui/" + webjarVersion() + '/';
    byName.put("swagger-ui.css", DocsFile.of(STYLE, ResourceText.read(webjar + "swagger-ui.css")));
    byName.put(
        "swagger-ui-bundle.js",
        DocsFile.of(SCRIPT, ResourceText.read(webjar + "swagger-ui-bundle.js")));
    byName.put("docs.css", DocsFile.of(STYLE, ResourceText.read("/web/docs.css")));
    byName.put("docs.js", DocsFile.of(SCRIPT, ResourceText.read("/web/docs.js")));
    page = pageLinkedFrom("");
    pageBelow = pageLinkedFrom("../");
  }

  /** Reads them, once for each process: blocks. */
  static DocsFiles load() {
    return Loaded.FILES;
  }

  /** The page. Its links are relative, since a proxy may have cut off a prefix of the path. */
  DocsFile page() {
    return page;
  }

  /** The page for who asked for it with a slash at the end: links begin one step higher. */
  DocsFile pageBelow() {
    return pageBelow;
  }

  /** The file of this name in this version; no other version is to be kept under its address. */
  Optional<DocsFile> file(String version, String name) {
    return Optional.ofNullable(byName.get(name)).filter(file -> file.version().equals(version));
  }

  private DocsFile pageLinkedFrom(String root) {
    String html = ResourceText.read("/web/docs.html").replace("{root}", root);
    for (Map.Entry<String, DocsFile> file : byName.entrySet()) {
      String address = root + "docs/" + file.getValue().version() + '/' + file.getKey();
      html = html.replace('{' + file.getKey() + '}', address);
    }
    return DocsFile.of(WebPage.MEDIA_TYPE, html);
  }

  private static String webjarVersion() {
    Properties properties = new Properties();
    try (StringReader text =
        new StringReader(ResourceText.read("/META-INF/maven/" + WEBJAR + "/pom.properties"))) {
      properties.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException(WEBJAR, e);
    }
    return properties.getProperty("version");
  }

  private static final class Loaded {
    static final DocsFiles FILES = new DocsFiles();
  }
}
