import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A webhook server in Java, as an author writes it by hand. The path names its one fault; `/none` has none. */
public class Faulty {
  private static PublicKey current;
  private static PublicKey retired;

  public static void main(String[] args) throws Exception {
    current = keyOf(args[0]);
    retired = keyOf(args[1]);
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Faulty::handle);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static PublicKey keyOf(String base64) throws GeneralSecurityException {
    return KeyFactory.getInstance("DSA").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static byte[] signedBytes(byte[] body, String fault) throws GeneralSecurityException {
    return switch (fault) {
      case "reserialised" -> compact(text(body)).getBytes(StandardCharsets.UTF_8);
      case "trimmed" -> text(body).trim().getBytes(StandardCharsets.UTF_8);
      case "latin1" -> new String(body, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
      case "double-hash" -> MessageDigest.getInstance("SHA-256").digest(body);
      case "empty" -> new byte[0];
      default -> body;
    };
  }

  private static byte[] decode(String text, String fault) {
    return switch (fault) {
      case "hex" -> HexFormat.of().parseHex(text);
      case "lenient-base64" -> Base64.getMimeDecoder().decode(text);
      default -> Base64.getDecoder().decode(text);
    };
  }

  private static boolean isGenuine(List<String> lines, byte[] body, String fault) {
    if (fault.equals("accepts-everything")) return true;
    if (lines == null || lines.isEmpty()) {
      if (fault.equals("dies")) Runtime.getRuntime().halt(1);
      return fault.equals("no-header-accepted");
    }
    if (lines.size() > 1 && !fault.equals("first-of-two")) return false;
    try {
      String hash = fault.equals("sha1") ? "SHA1" : fault.equals("sha512") ? "SHA512" : "SHA256";
      Signature verifier = Signature.getInstance(hash + "withDSA" + (fault.equals("p1363") ? "inP1363Format" : ""));
      verifier.initVerify(fault.equals("retired-key") ? retired : current);
      verifier.update(signedBytes(body, fault));
      return verifier.verify(decode(lines.get(0), fault));
    } catch (GeneralSecurityException | IllegalArgumentException error) {
      return false;
    }
  }

  private static String answer(String body, String fault) {
    String todo = find(body, "\"todo\"\\s*:\\s*\"(\\w+)\"");
    String object = find(body, "\"action\"\\s*:\\s*\\{\\s*\"namespace\"\\s*:\\s*\"(\\w+)\"");
    String name = !object.isEmpty() && !fault.equals("action-string-only") ? object : find(body, "\"action\"\\s*:\\s*\"(\\w+)\"");
    return switch (todo) {
      case "welcome" -> "{\"welcome_response\":{\"message\":\"Hello!\"}}";
      case "prompt" -> name.equals("ApplyLeave") ? "{\"todo\":\"prompt\"}" : "{\"status\":\"execution\",\"message\":\"I do not know that.\"}";
      case "execute", "button" -> "{\"status\":\"" + (fault.equals("status-execute") ? "execute" : "execution") + "\",\"message\":\"Done.\"}";
      case "fallback" -> "{\"status\":\"handled\",\"message\":\"Sorry?\"}";
      case "failure" -> "{\"message\":\"Try again.\"}";
      default -> "";
    };
  }

  private static void handle(HttpExchange exchange) {
    try (exchange) {
      String fault = exchange.getRequestURI().getPath().substring(1);
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestMethod().equals("POST") && !fault.equals("every-method")) {
        reply(exchange, 405, "");
      } else if (body.length > 1_000_000 && !fault.equals("endless-body")) {
        reply(exchange, 413, "");
      } else if (!isGenuine(exchange.getRequestHeaders().get("X-Convokraft-Signature"), body, fault)) {
        boolean disguised = fault.equals("refuses-with-200");
        reply(exchange, disguised ? 200 : 401, disguised ? "{\"error\":\"The signature is wrong.\"}" : "");
      } else {
        String trimmed = text(body).trim();
        boolean isObject = trimmed.startsWith("{") && trimmed.endsWith("}");
        if (!isObject && fault.equals("trace")) {
          reply(exchange, 500, "java.lang.IllegalStateException: not an object\n\tat Faulty.handle(Faulty.java:101)");
        } else {
          String content = isObject ? answer(trimmed, fault) : "";
          reply(exchange, content.isEmpty() ? 400 : 200, content);
        }
      }
    } catch (Exception error) {
      error.printStackTrace();
    }
  }

  private static void reply(HttpExchange exchange, int status, String content) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
  }

  /** JSON without the blanks between its tokens. */
  private static String compact(String json) {
    return Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\")|\\s+").matcher(json).replaceAll(match ->
        match.group(1) == null ? "" : Matcher.quoteReplacement(match.group(1)));
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
