package dev.millrace.traffic;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.intake.VersionClock;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Hands requests that bring page views to the intake. Thread-safe. */
@Singleton
final class TrafficIntake {
    private static final byte[] NO_BODY = {};

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final IntakeConfig config;
    private final List<String> filteredUserAgents;

    TrafficIntake(
            Intake intake, VersionClock versions, InstantSource clock, IntakeConfig config, TrafficConfig traffic) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.config = config;
        this.filteredUserAgents = traffic.filteredUserAgents().stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    CompletionStage<IntakeAnswer> accept(
            HttpRequest<byte[]> request, BodyFormat format, Blanks blanks, AckLevel wanted) {
        HttpHeaders headers = request.getHeaders();
        TrafficDecoder decoder =
                new TrafficDecoder(blanks, versions, clock.instant().plus(config.futureSkew()), filterReason(headers));
        return intake.accept(
                TrafficTable.TABLE.id(),
                decoder,
                format,
                request.getBody().orElse(NO_BODY),
                headers.get(HttpHeaders.CONTENT_ENCODING),
                wanted);
    }

    /** What a browser's beacon leaves out: an id that no other event has, and the time at which it came. */
    Blanks beaconBlanks() {
        return new Blanks(() -> ThreadLocalRandom.current().nextLong(), false, clock::millis);
    }

    private @Nullable String filterReason(HttpHeaders headers) {
        if (filteredUserAgents.isEmpty()) {
            return null;
        }
        String userAgent = headers.get(HttpHeaders.USER_AGENT);
        if (userAgent == null) {
            return null;
        }
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        return filteredUserAgents.stream().anyMatch(lowerCase::contains) ? "User-Agent" : null;
    }
}
