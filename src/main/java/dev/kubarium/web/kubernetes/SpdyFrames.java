package dev.kubarium.web.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The frames of SPDY/3.1, in which kubectl keeps several streams in one connection: cut out of what
 * arrives, and made to be sent. One for each connection, since both sides pack all their headers
 * into one compressed stream.
 *
 * <p>Left out: windows and priorities, which this protocol's users do not keep to.
 */
final class SpdyFrames implements AutoCloseable {

  static final int SYN_STREAM = 1;
  static final int SYN_REPLY = 2;
  static final int RST_STREAM = 3;
  static final int PING = 6;
  static final int GO_AWAY = 7;

  private static final int HEAD = 8;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int LONGEST_DATA = 32 * 1024;
  private static final int FINISHED = 1;

  /**
   * The words with which both sides begin to pack: each with its length before it, then a text
   * without.
   */
  private static final List<String> WORDS =
      List.of(
          ("options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow"
                  + " authorization cache-control connection content-base content-encoding content-language content-length"
                  + " content-location content-md5 content-range content-type date etag expect expires from host if-match"
                  + " if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma"
                  + " proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding"
                  + " upgrade user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public"
                  + " set-cookie keep-alive origin")
              .split(" "));

  private static final String TEXT =
      "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
          + "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
          + "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
          + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
          + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
          + "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

  private static final byte[] DICTIONARY = dictionary();

  private final Inflater unpacks = new Inflater();
  private final Deflater packs = new Deflater();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  SpdyFrames() {
    packs.setDictionary(DICTIONARY);
  }

  /**
   * A frame.
   *
   * @param type of a control frame; 0 for data
   * @param stream of a ping its number
   * @param headers of a stream that is opened
   * @param last whether the other side has nothing more to say on this stream
   */
  record Frame(int type, int stream, Map<String, String> headers, byte[] data, boolean last) {}

  /** Hears what arrived, and tells of each frame that it completes. */
  void take(byte[] arrived, Listener listener) throws IOException {
    waiting.write(arrived);
    ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
    while (bytes.remaining() >= HEAD) {
      bytes.mark();
      int first = bytes.getInt();
      int second = bytes.getInt();
      int length = second & 0xFFFFFF;
      if (length > MOST_BYTES) {
        throw new IOException("a frame of " + length + " bytes is too long");
      }
      if (bytes.remaining() < length) {
        bytes.reset();
        break;
      }
      byte[] body = new byte[length];
      bytes.get(body);
      listener.hear(frame(first, (second >>> 24 & FINISHED) != 0, body));
    }
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    waiting.reset();
    waiting.write(rest);
  }

  /** Hears frames one by one. */
  interface Listener {
    void hear(Frame frame) throws IOException;
  }

  private Frame frame(int first, boolean last, byte[] body) throws IOException {
    if (first >= 0) {
      return new Frame(0, first, Map.of(), body, last);
    }
    int type = first & 0xFFFF;
    int stream = body.length < 4 ? 0 : ByteBuffer.wrap(body).getInt() & Integer.MAX_VALUE;
    Map<String, String> headers = Map.of();
    if (type == SYN_STREAM) {
      headers = headers(body, 10);
    } else if (type == SYN_REPLY || type == 8) {
      headers = headers(body, 4);
    }
    return new Frame(type, stream, headers, body, last);
  }

  private Map<String, String> headers(byte[] body, int from) throws IOException {
    if (body.length < from) {
      throw new IOException("a frame without headers");
    }
    ByteBuffer block = ByteBuffer.wrap(unpack(body, from));
    Map<String, String> headers = new LinkedHashMap<>();
    try {
      for (int left = block.getInt(); left > 0; left--) {
        headers.put(text(block).toLowerCase(Locale.ROOT), text(block));
      }
    } catch (RuntimeException broken) {
      throw new IOException("headers that cannot be read", broken);
    }
    return headers;
  }

  private byte[] unpack(byte[] body, int from) throws IOException {
    unpacks.setInput(body, from, body.length - from);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[4096];
    try {
      while (out.size() < MOST_BYTES) {
        int count = unpacks.inflate(some);
        if (count == 0 && unpacks.needsDictionary()) {
          unpacks.setDictionary(DICTIONARY);
        } else if (count == 0) {
          return out.toByteArray();
        }
        out.write(some, 0, count);
      }
    } catch (DataFormatException | IllegalArgumentException broken) {
      throw new IOException("headers that cannot be unpacked", broken);
    }
    throw new IOException("headers that are too long");
  }

  private static String text(ByteBuffer block) {
    byte[] text = new byte[block.getInt()];
    block.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Accepts a stream that the other side opens. */
  byte[] accept(int stream) {
    packs.setInput(new byte[4]);
    byte[] packed = new byte[64];
    int length = packs.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
    return ByteBuffer.allocate(HEAD + 4 + length)
        .putInt(control(SYN_REPLY))
        .putInt(4 + length)
        .putInt(stream)
        .put(packed, 0, length)
        .array();
  }

  /** Answers a ping. */
  static byte[] pong(int number) {
    return ByteBuffer.allocate(HEAD + 4).putInt(control(PING)).putInt(4).putInt(number).array();
  }

  /** Data on a stream, in as many frames as it needs. */
  static byte[] data(int stream, byte[] data, boolean last) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int from = 0;
    do {
      int length = Math.min(LONGEST_DATA, data.length - from);
      boolean ends = last && from + length == data.length;
      frames.writeBytes(
          ByteBuffer.allocate(HEAD)
              .putInt(stream)
              .putInt((ends ? FINISHED << 24 : 0) | length)
              .array());
      frames.write(data, from, length);
      from += length;
    } while (from < data.length);
    return frames.toByteArray();
  }

  private static int control(int type) {
    return 0x80030000 | type;
  }

  private static byte[] dictionary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String word : WORDS) {
      byte[] text = word.replace('_', ' ').getBytes(StandardCharsets.US_ASCII);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
      bytes.writeBytes(text);
    }
    bytes.writeBytes(TEXT.getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    unpacks.end();
    packs.end();
  }
}
