package dev.millrace.cli;

import dev.millrace.kafka.GroupPosition;
import dev.millrace.time.IsoTime;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves the group to a time, while no Millrace takes from it; the next one that starts takes all records from then on again. */
@Command(
        name = "replay",
        description =
                "Have the group take the records of a topic again, from a time on. Every Millrace of the group has to be stopped; the"
                        + " settings come from the environment, as those of the service do.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class KafkaReplayCommand implements Callable<Integer> {
    /** Nothing that goes on in the background of a service. */
    private static final Map<String, Object> QUIET = Map.of("micronaut.health.monitor.enabled", false);

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "a topic of the settings")
    private String topic = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "time of the first records, such as 2026-11-19T00:00:00Z")
    private String from = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Optional<Instant> time = IsoTime.parse(from);
        if (time.isEmpty()) {
            return failed("--from must be an ISO-8601 time such as 2026-11-19T00:00:00Z");
        }
        try (ApplicationContext context =
                ApplicationContext.builder(QUIET).banner(false).start()) {
            context.getBean(GroupPosition.class)
                    .moveTo(topic, time.get())
                    .forEach((partition, offset) -> spec.commandLine()
                            .getOut()
                            .printf("partition %s goes on at offset %s%n", partition, offset));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IOException | BeanContextException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private int failed(String why) {
        spec.commandLine().getErr().println(why);
        return 1;
    }
}
