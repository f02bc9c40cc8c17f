package dev.millrace.baselines.framework;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/** A page view as an object, with its rules as annotations. */
@Serdeable
record PlainView(
        @JsonProperty("user_id") @Min(0) @Max(0xffff_ffffL) long userId,
        @JsonProperty("created_at") @NotNull @PastOrPresent Instant createdAt,

        @JsonProperty("page_url") @NotBlank @Size(max = 2048)
        String pageUrl) {}
