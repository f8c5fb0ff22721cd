import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Posts a body several times, as the platform may do it from Java. */
public class Client {
  public static void main(String[] args) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int count = 0; count < 5; count++) {
      byte[] body = ("{\"todo\":\"fallback\", \"userInput\":\"caf\u00e9 " + count + "\"}").getBytes(StandardCharsets.UTF_8);
      HttpRequest request = HttpRequest.newBuilder(URI.create(args[0]))
          .header("Host", "bot.example.com")
          .header("Content-Type", "application/json")
          .header("X-CONVOKRAFT-SIGNATURE", "MCwC" + count)
          .POST(HttpRequest.BodyPublishers.ofByteArray(body))
          .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.println(response.statusCode() + " " + response.body());
    }
  }
}
