package io.relaybackup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service's entry point. */
@SpringBootApplication
public class RelayBackup {

    public static void main(String[] args) {
        SpringApplication.run(RelayBackup.class, args);
    }
}
