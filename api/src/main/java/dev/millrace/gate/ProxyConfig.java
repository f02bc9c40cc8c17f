package dev.millrace.gate;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * Settings of what stands in front of the service.
 *
 * @param trustedProxies addresses or networks, such as 10.0.0.0/8, whose headers about clients are believed
 */
@ConfigurationProperties("millrace")
public record ProxyConfig(@Bindable(defaultValue = "") List<String> trustedProxies) {
    /** Checks the addresses. */
    public ProxyConfig {
        trustedProxies = trustedProxies.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        trustedProxies.forEach(Network::parse);
    }
}
