package dev.millrace.traffic;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * Settings of page views.
 *
 * @param filteredUserAgents events of senders whose User-Agent holds one of these words, in any case, are counted and not stored
 */
@ConfigurationProperties("millrace.traffic")
record TrafficConfig(@Bindable(defaultValue = "") List<String> filteredUserAgents) {
    TrafficConfig {
        filteredUserAgents =
                filteredUserAgents.stream().filter(word -> !word.isBlank()).toList();
    }
}
