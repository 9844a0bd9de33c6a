package dev.kubarium;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Kubarium. */
@SpringBootApplication
public class KubariumApplication {

  public static void main(String[] args) {
    SpringApplication.run(KubariumApplication.class, args);
  }
}
