package dev.millrace.rollup;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the rollups. None of them changes what a report says, only what it costs.
 *
 * @param lateness how long after its end an hour is sealed; later rows are counted, too, by recomputing their hours
 * @param interval the pause between two runs
 * @param maxBusyPercent the share of time that may be spent computing; the rest is left to inserts and reports
 */
@ConfigurationProperties("millrace.rollup")
public record RollupConfig(
        @Bindable(defaultValue = "130m") Duration lateness,
        @Bindable(defaultValue = "10s") Duration interval,
        @Bindable(defaultValue = "50") @Min(1) @Max(100) int maxBusyPercent) {}
