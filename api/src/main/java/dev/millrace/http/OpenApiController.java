package dev.millrace.http;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;

/** Serves the description of the whole HTTP interface. */
@Controller("/openapi")
final class OpenApiController {
    private final byte[] description;

    OpenApiController(ResourceResolver resources) throws IOException {
        try (InputStream file =
                resources.getResourceAsStream("classpath:openapi.yml").orElseThrow()) {
            description = file.readAllBytes();
        }
    }

    /** OpenAPI 3.1 as YAML. */
    @Get
    @Produces("application/yaml")
    HttpResponse<byte[]> openApi() {
        return HttpResponse.ok(description);
    }
}
