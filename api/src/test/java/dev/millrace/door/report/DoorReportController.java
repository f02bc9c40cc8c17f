package dev.millrace.door.report;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.door.table.DoorTable;
import dev.millrace.http.QueryNames;
import dev.millrace.report.JsonLayout;
import dev.millrace.report.ReportParameters;
import dev.millrace.report.ReportResponses;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;

/** Answers how often a door was opened. */
@Controller("/api/doors")
@Requires(property = "test.door")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class DoorReportController {
    private final PerShard<DoorReport> reports;
    private final ReportResponses responses;
    private final InstantSource clock;

    DoorReportController(Shards shards, ReportResponses responses, InstantSource clock) {
        this.reports = shards.each(DoorReport.class);
        this.responses = responses;
        this.clock = clock;
    }

    @Get("/{door}")
    @QueryNames({"from", "to", "csv"})
    HttpResponse<?> openings(HttpRequest<?> request, @PathVariable long door) throws SQLException, IOException {
        TimeRange range = new ReportParameters(request.getParameters(), clock.instant()).range();
        return responses.answer(request, JsonLayout.list("openings", "people"), rows -> {
            reports.ofSlot(DoorTable.slotOf(door)).write(door, range, rows);
            return null;
        });
    }
}
