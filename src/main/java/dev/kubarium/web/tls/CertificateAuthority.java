package dev.kubarium.web.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The small authority that vouches for this server to whoever has a kubeconfig of it. It is kept in
 * a folder, so that kubeconfigs outlive a restart; the server's own certificate is made anew at
 * each start, for the names that hold then.
 */
final class CertificateAuthority {

  /** The password of key stores in memory, which protects nothing. */
  static final char[] PASSWORD = "kubarium".toCharArray();

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration AUTHORITY_LASTS = Duration.ofDays(3650);

  /** Some clients refuse server certificates that are valid for longer. */
  private static final Duration SERVER_LASTS = Duration.ofDays(820);

  /** Clocks of clients may be slow. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  /** An authority that ends sooner than this is replaced. */
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** The authority of this folder, which is made where there is none or an expired one. */
  static CertificateAuthority in(Path folder) {
    Path certificateFile = folder.resolve("ca.crt");
    Path keyFile = folder.resolve("ca.key");
    try {
      if (Files.exists(certificateFile) && Files.exists(keyFile)) {
        CertificateAuthority kept = read(certificateFile, keyFile);
        if (kept.certificate
            .getNotAfter()
            .toInstant()
            .isAfter(Instant.now().plus(RENEWED_BEFORE))) {
          return kept;
        }
      }
      CertificateAuthority made = make();
      Files.createDirectories(folder);
      writeForOwner(keyFile, pem(new PemObject("PRIVATE KEY", made.key.getEncoded())));
      Files.writeString(certificateFile, made.pem());
      return made;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "cannot keep the certificate authority in " + folder, unreadable);
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("cannot make a certificate authority", impossible);
    }
  }

  private static CertificateAuthority read(Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    try (PEMParser certificate =
            new PEMParser(new StringReader(Files.readString(certificateFile)));
        PEMParser key = new PEMParser(new StringReader(Files.readString(keyFile)))) {
      return new CertificateAuthority(
          new JcaX509CertificateConverter()
              .getCertificate((X509CertificateHolder) certificate.readObject()),
          new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) key.readObject()));
    }
  }

  private static CertificateAuthority make()
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair pair = newKeys();
    X500Name name = new X500Name("CN=kubarium-ca");
    JcaX509v3CertificateBuilder builder = builder(name, name, AUTHORITY_LASTS, pair);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
    return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
  }

  /** A key and a certificate for a server that is reached by these host names and IP addresses. */
  KeyStore server(List<String> names) {
    try {
      KeyPair pair = newKeys();
      X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
      JcaX509v3CertificateBuilder builder =
          builder(issuer, new X500Name("CN=kubarium"), SERVER_LASTS, pair);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      List<GeneralName> alternatives = new ArrayList<>();
      for (String name : names) {
        alternatives.add(
            new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
      }
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(GeneralName[]::new)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      store.setKeyEntry(
          "server",
          pair.getPrivate(),
          PASSWORD,
          new X509Certificate[] {signed(builder, key), certificate});
      return store;
    } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("cannot make a certificate for " + names, impossible);
    }
  }

  /** The certificate of the authority, as kubeconfigs carry it. */
  String pem() {
    return pem(certificate);
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Duration lasts, KeyPair pair)
      throws IOException, GeneralSecurityException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, new SecureRandom()).setBit(0),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(lasts)),
            subject,
            pair.getPublic());
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    return builder;
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by)));
  }

  private static String pem(Object what) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(what);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void writeForOwner(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }
}
