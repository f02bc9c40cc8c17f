package dev.millrace.baselines.framework;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.validation.Valid;
import java.sql.SQLException;

/** The plain way: parse, validate, one synchronous insert for each request. */
@Requires(bean = PlainTable.class)
@Controller("/plain")
class PlainController {
    private final PlainTable table;

    PlainController(PlainTable table) {
        this.table = table;
    }

    @Post("/{request_id}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> take(@PathVariable("request_id") long requestId, @Valid @Body PlainView view) throws SQLException {
        table.insert(requestId, view);
        return HttpResponse.accepted();
    }
}
