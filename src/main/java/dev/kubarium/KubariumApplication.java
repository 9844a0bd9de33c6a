package dev.kubarium;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Kubarium. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class KubariumApplication {

  public static void main(String[] args) {
    SpringApplication.run(KubariumApplication.class, args);
  }
}
