package dev.millrace.traffic;

import dev.millrace.http.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers the report of one user's day, on a virtual thread. */
@Controller("/api/traffic/daily")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DailyReportController {
    private static final long MAX_USER_ID = 0xffff_ffffL;

    /** Events are of 1970 and later; days, which tables are partitioned by, end in 2149. */
    private static final Instant EARLIEST_END = Instant.EPOCH;

    private static final Instant LATEST_END = Instant.parse("2149-06-06T00:00:00Z");

    private final DailyReport report;
    private final InstantSource clock;

    DailyReportController(DailyReport report, InstantSource clock) {
        this.report = report;
        this.clock = clock;
    }

    /**
     * How often the user viewed each page in 24 hours; an empty object for a user without views.
     *
     * @param userId 0..2^32-1
     * @param at the end of the 24 hours, not included; now if missing
     */
    @Get("/{user_id}")
    HttpResponse<?> daily(@PathVariable("user_id") String userId, @Nullable @QueryValue String at) throws SQLException {
        OptionalLong user = UnsignedDecimal.parse(userId);
        if (user.isEmpty() || Long.compareUnsigned(user.getAsLong(), MAX_USER_ID) > 0) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY, "user_id", "user_id must be a whole number from 0 to 4294967295");
        }
        Optional<Instant> end = at == null ? Optional.of(clock.instant()) : IsoTime.parse(at);
        if (end.filter(DailyReportController::isInRange).isEmpty()) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "at",
                    "at must be an ISO-8601 time such as 2026-11-19T00:00:00Z, between 1970 and 2149 (write + as %2B)");
        }
        return HttpResponse.ok(report.viewsByPage(user.getAsLong(), end.get()));
    }

    private static boolean isInRange(Instant end) {
        return !end.isBefore(EARLIEST_END) && !end.isAfter(LATEST_END);
    }
}
