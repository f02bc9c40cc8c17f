package dev.millrace.health;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Answers load balancers and orchestrators. */
@Controller("/health")
final class HealthController {
    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    /** The process answers. */
    @Get
    Health health() {
        return Health.OK;
    }

    /** Answers 200 while the process lives; if there is no answer, restart it. */
    @Get("/liveness")
    Health liveness() {
        return Health.OK;
    }

    /**
     * Answers 200 if events can be taken and reports answered, 503 with the reasons if not: send requests elsewhere, but do not restart the
     * service.
     */
    @Get("/readiness")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<Health> readiness() {
        Health health = readiness.check();
        return health.isOk()
                ? HttpResponse.ok(health)
                : HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE).body(health);
    }
}
