package io.relaybackup.operation;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Operations and idempotency keys over HTTP with {@link WorkController}, which starts work as a test wants it. Whoever
 * says {@code X-Actor: name scope…} is that one.
 */
@Profile(WorkApplication.PROFILE)
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan({"io.relaybackup.state", "io.relaybackup.operation", "io.relaybackup.idempotency", "io.relaybackup.web"})
public class WorkApplication {

    public static final String PROFILE = "work";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecurityFilterChain door(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .addFilterBefore(new ActorFilter(), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(r -> r.anyRequest().permitAll())
                .build();
    }

    private static final class ActorFilter extends OncePerRequestFilter {

        private final RequestAttributeSecurityContextRepository contexts =
                new RequestAttributeSecurityContextRepository();

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String header = request.getHeader("X-Actor");
            if (header != null) {
                String[] words = header.split(" ", 2);
                String[] roles =
                        words.length == 1 ? new String[0] : ("ROLE_" + words[1].replace(" ", " ROLE_")).split(" ");
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new TestingAuthenticationToken(words[0], "", roles));
                SecurityContextHolder.setContext(context);
                contexts.saveContext(context, request, response);
            }
            chain.doFilter(request, response);
        }
    }
}
