package dev.millrace.baselines.framework;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;

/** Receives the body and does nothing with it. */
@Controller("/smallest")
final class SmallestController {
    @Post("/{request_id}")
    @Consumes(MediaType.ALL)
    HttpResponse<?> take(@PathVariable("request_id") String requestId, @Body byte[] body) {
        return HttpResponse.accepted();
    }
}
