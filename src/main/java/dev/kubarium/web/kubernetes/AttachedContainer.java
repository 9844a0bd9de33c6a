package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.session.Session;
import java.io.IOException;
import org.springframework.web.socket.WebSocketSession;

/**
 * What a container prints while one looks.
 *
 * <p>Left out: the input of the container's own program.
 */
final class AttachedContainer implements WebSockets.Conversation {

  private static final long WAIT_MILLIS = 500;

  private final Session session;
  private final ApiRequest log;

  AttachedContainer(Session session, ApiRequest log) {
    this.session = session;
    this.log = log;
  }

  @Override
  public void run(WebSocketSession socket) throws IOException, InterruptedException {
    Channels channels = new Channels(socket);
    FollowedLog followed;
    try {
      followed = ask(session.inside(here -> new FollowedLog(session).open(here, log)));
    } catch (ApiException refused) {
      channels.status(refused.status());
      return;
    }
    try {
      for (String text = followed.next(WAIT_MILLIS);
          text != null && socket.isOpen();
          text = followed.next(WAIT_MILLIS)) {
        channels.output(text);
      }
      channels.exit(0);
    } finally {
      session.inside(
          here -> {
            followed.stop();
            return null;
          });
    }
  }
}
