package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.options.Steps;
import dev.millrace.simulator.sensor.plant.Plant;
import java.io.IOException;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate sensors}. */
@Command(
        name = "sensors",
        header = "Lets devices post readings of their sensors for a while and checks the windows.",
        description = {
            "",
            "Devices post in turn, each a reading of each of its sensors in one request. Some readings are late, some"
                    + " requests are sent twice, and some readings are corrected: sent again with other values.",
            "",
            "Then it asks for every 1m, 1h, 1d and all-time window of the sensors, the windows of the facilities and the"
                    + " newest readings of their sensors, and compares them with what it computes itself from what was"
                    + " acknowledged, to the last bit. It needs 50 bytes of memory for each sensor and minute.",
            ""
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every reading acknowledged, no differences",
            "1:differences, or readings that the service rejected",
            "2:wrong usage",
            "3:the service was not reached for --retry-for, or refused the requests",
            "130:interrupted (Ctrl-C); what was done so far is printed"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./simulate sensors --facilities 3 --equipments 10 --sensors 100 --duration 30s",
            "  ./simulate sensors --protocol protobuf --rate 100 --equipments 50 --sensors 100 --duration 10m \\",
            "      --check-every 2m",
            "  ./simulate sensors --protocol mqtt --mqtt-url mqtt://127.0.0.1:1883"
        })
public final class SensorsCommand implements Callable<Integer> {
    private final Clock clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(validate = false, heading = "%nWhat and how to post:%n", order = 1)
    private final LiveOptions options = new LiveOptions();

    @ArgGroup(validate = false, heading = "%nThe service:%n", order = 2)
    private final ServiceOptions service = new ServiceOptions();

    @ArgGroup(validate = false, heading = "%nWhat to do:%n", order = 3)
    private final Steps steps = new Steps();

    /** Makes the command; a run without a name is named after the clock. */
    public SensorsCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        String complaint = options.complaint().isEmpty() ? service.complaint() : options.complaint();
        if (!complaint.isEmpty()) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
        CommandLine commandLine = spec.commandLine();
        Console console = new Console(commandLine.getOut(), commandLine.getErr(), Console.Style.of(steps.quiet));
        long seed = options.seed == null ? new Random().nextInt(1_000_000) : options.seed;
        String name = options.name == null ? "sim" + Long.toString(clock.millis(), Character.MAX_RADIX) : options.name;
        Random random = new Random(seed);
        Plant plant = Plant.of(name, options.facilities, options.equipments, options.sensors, random);
        console.result(
                "%s: %,d facilities, %,d devices, %,d sensors; %,d devices/s over %s, seed %s",
                name,
                options.facilities,
                plant.devices().size(),
                (long) plant.devices().size() * options.sensors,
                options.rate,
                options.protocol,
                seed);
        try {
            return new LiveRun(plant, options, service, steps, console, random).run();
        } catch (GaveUpException e) {
            console.notice("%s", e.getMessage());
            return ExitCode.GAVE_UP;
        } catch (IOException e) {
            console.notice("%s", e);
            return ExitCode.GAVE_UP;
        }
    }
}
