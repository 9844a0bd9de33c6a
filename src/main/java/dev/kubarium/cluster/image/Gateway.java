package dev.kubarium.cluster.image;

/** What an ingress controller answers where no Pod does. */
public final class Gateway {

  private Gateway() {}

  /** Its own page for this status. */
  public static Answer answer(int status) {
    String title =
        status
            + switch (status) {
              case 404 -> " Not Found";
              case 502 -> " Bad Gateway";
              case 503 -> " Service Temporarily Unavailable";
              case 504 -> " Gateway Time-out";
              default -> "";
            };
    return new Answer(
        status,
        "<html>\n<head><title>"
            + title
            + "</title></head>\n<body>\n<center><h1>"
            + title
            + "</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n");
  }
}
