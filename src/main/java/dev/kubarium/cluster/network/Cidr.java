package dev.kubarium.cluster.network;

/** Ranges of IPv4 addresses. */
final class Cidr {

  private Cidr() {}

  static boolean contains(String cidr, String address) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !isAddress(address) || !isAddress(cidr.substring(0, slash))) {
      return false;
    }
    int bits = Integer.parseInt(cidr.substring(slash + 1));
    int mask = bits == 0 ? 0 : -1 << 32 - bits;
    return (number(address) & mask) == (number(cidr.substring(0, slash)) & mask);
  }

  static boolean isAddress(String text) {
    return text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  private static int number(String address) {
    int number = 0;
    for (String part : address.split("\\.")) {
      number = number << 8 | Integer.parseInt(part) & 255;
    }
    return number;
  }
}
