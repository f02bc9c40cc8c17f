package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keeps the packages in the order in which an event flows through them. Whoever wants a new edge writes it into the table, with the
 * reason.
 */
class ImportDirectionTest {
    private record Edge(String from, String to, String why) {}

    private static final List<Edge> ALLOWED = List.of(
            new Edge("traffic", "traffic.erasure", "a descriptor lists what its kind contributes"),
            new Edge("traffic", "traffic.rollup", "a descriptor lists what its kind contributes"),
            new Edge("traffic", "traffic.table", "a descriptor lists what its kind contributes"),
            new Edge("sensor.deletion", "sensor.intake", "deletions are archived as readings are"),
            new Edge("traffic", "gate", "a descriptor says what requests of its paths need"),
            new Edge("traffic", "rollup", "a descriptor lists rollups"),
            new Edge("traffic.intake", "traffic.table", "decoders write rows of these tables"),
            new Edge(
                    "traffic.intake", "intake", "a kind of event hands its requests to the stage that all kinds share"),
            new Edge("traffic.intake", "intake.http", "a kind says which POSTs bring its events"),
            new Edge("traffic.intake", "event", "fields are read as those of other kinds"),
            new Edge(
                    "traffic.intake",
                    "archive",
                    "a kind says what the archive keeps of its events, and decodes them again"),
            new Edge("traffic.intake", "time", "events say times in one way"),
            new Edge("traffic.report", "traffic.table", "reports read these tables"),
            new Edge("traffic.report", "rollup", "reports ask which hours are rolled up"),
            new Edge("traffic.report", "clickhouse", "reports are read there"),
            new Edge("traffic.report", "report", "all reports are asked for and answered in one way"),
            new Edge("traffic.report", "time", "a report is about a range of time"),
            new Edge("traffic.report", "http", "routes of reports name the parameters that they know"),
            new Edge("sensor", "sensor.rollup", "a descriptor lists what its kind contributes"),
            new Edge("sensor", "sensor.table", "a descriptor lists what its kind contributes"),
            new Edge("sensor", "gate", "a descriptor says what requests of its paths need"),
            new Edge("sensor", "rollup", "a descriptor lists rollups"),
            new Edge("sensor.intake", "sensor.table", "decoders write rows of these tables"),
            new Edge("sensor.intake", "intake", "a kind of event hands its requests to the stage that all kinds share"),
            new Edge("sensor.intake", "intake.http", "a kind says which POSTs bring its events"),
            new Edge("sensor.intake", "event", "fields are read as those of other kinds"),
            new Edge(
                    "sensor.intake",
                    "archive",
                    "a kind says what the archive keeps of its events, and decodes them again"),
            new Edge("sensor.intake", "time", "events say times in one way"),
            new Edge("sensor.report", "sensor.table", "reports read these tables"),
            new Edge("sensor.report", "rollup", "reports ask which hours are rolled up"),
            new Edge("sensor.report", "clickhouse", "reports are read there"),
            new Edge("sensor.report", "report", "all reports are asked for and answered in one way"),
            new Edge("sensor.report", "time", "a report is about a range of time"),
            new Edge("sensor.report", "http", "routes of reports name the parameters that they know"),
            new Edge("traffic.intake", "gate", "pages of browsers that may send beacons are known there"),
            new Edge("traffic.intake", "http", "controllers answer errors as everybody does"),
            new Edge("traffic.rollup", "rollup", "a kind says how its rollups are computed"),
            new Edge("traffic.rollup", "traffic.table", "rollups are computed of what is in these tables"),
            new Edge("sensor.facility", "sensor.report", "reports about facilities are made of windows"),
            new Edge("sensor.facility", "report", "all reports are asked for and answered in one way"),
            new Edge("sensor.facility", "time", "a report is about a range of time"),
            new Edge("sensor.facility", "http", "routes of reports name the parameters that they know"),
            new Edge("sensor.mqtt", "sensor.intake", "messages of a broker are taken as what is posted"),
            new Edge("kafka", "sensor.intake", "readings of a topic are taken as what is posted"),
            new Edge("kafka", "traffic.intake", "page views of a topic are taken as what is posted"),
            new Edge("archive", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("archive", "clickhouse.table", "rows are of tables"),
            new Edge("clickhouse", "clickhouse.shard", "statements go to the address of a shard"),
            new Edge("clickhouse", "clickhouse.table", "inserts are into tables"),
            new Edge("clickhouse.schema", "clickhouse", "tables are made and checked by statements"),
            new Edge(
                    "clickhouse.schema",
                    "clickhouse.embedded",
                    "the module next door that runs a server in this machine"),
            new Edge(
                    "clickhouse.schema",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("clickhouse.schema", "clickhouse.table", "columns and retention of tables are checked"),
            new Edge("clickhouse.shard", "clickhouse.table", "the slot of a row decides about its shard"),
            new Edge("clock", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("deadletter", "clickhouse.table", "rows are of tables"),
            new Edge("deadletter.http", "clickhouse.table", "rows are of tables"),
            new Edge("drain", "clickhouse.schema", "nothing is done before the tables are there"),
            new Edge("drain", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("drain", "clickhouse.table", "rows are of tables"),
            new Edge("event", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("event", "clickhouse.table", "rows are of tables"),
            new Edge("health", "clickhouse.schema", "a shard is ready when its tables are there"),
            new Edge("health", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("rollup", "clickhouse.schema", "nothing is done before the tables are there"),
            new Edge("rollup", "clickhouse.shard", "a class that works with a database has an object for each shard"),
            new Edge("sensor", "clickhouse.table", "a descriptor lists tables, and how long they keep their rows"),
            new Edge(
                    "sensor.deletion",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("sensor.deletion", "clickhouse.table", "rows are of tables"),
            new Edge(
                    "sensor.facility",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("sensor.facility", "clickhouse.table", "rows are of tables"),
            new Edge("sensor.intake", "clickhouse.table", "rows are of tables"),
            new Edge(
                    "sensor.report",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("sensor.table", "clickhouse.table", "rows are of tables"),
            new Edge("traffic", "clickhouse.table", "a descriptor lists tables, and how long they keep their rows"),
            new Edge(
                    "traffic.edit",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("traffic.erasure", "clickhouse.schema", "nothing is done before the tables are there"),
            new Edge(
                    "traffic.erasure",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("traffic.erasure", "clickhouse.table", "rows are of tables"),
            new Edge("traffic.intake", "clickhouse.table", "rows are of tables"),
            new Edge(
                    "traffic.report",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge(
                    "traffic.status",
                    "clickhouse.shard",
                    "a class that works with a database has an object for each shard"),
            new Edge("traffic.table", "clickhouse.table", "rows are of tables"),
            new Edge("health", "clickhouse", "a shard is asked as a report would ask it"),
            new Edge("traffic.status", "clickhouse", "a look-up is read there"),
            new Edge("direct", "intake.http", "it takes the same POSTs as the framework, with the same answers"),
            new Edge("direct", "intake", "what needs no framework is taken there, too"),
            new Edge("deadletter.http", "intake.http", "a replayed row is answered as a posted one is"),
            new Edge("intake.http", "intake", "bodies are handed over, and its answers are shown"),
            new Edge("intake.http", "decode", "what may take long is decoded beside the event loops"),
            new Edge("intake.http", "http", "errors are answered in one way"),
            new Edge("intake.http", "auth", "what a body brings is taken from the quota of its key"),
            new Edge("intake.http", "buffer", "the levels that can be reached depend on copies of the buffer"),
            new Edge("intake.http", "node", "the level that is waited for by default is the node's"),
            new Edge("direct", "decode", "what may take long is decoded beside the event loops"),
            new Edge("decode", "intake", "it runs what the intake does with a body, and answers as that does"),
            new Edge("decode", "gate", "a body that waits counts in the memory of bodies"),
            new Edge(
                    "traffic.erasure",
                    "intake.http",
                    "an erasure does not overtake what came before it on its connection"),
            new Edge(
                    "sensor.deletion",
                    "intake.http",
                    "a deletion does not overtake what came before it on its connection"),
            new Edge("direct", "gate", "it knows whose pages may read answers"),
            new Edge("direct", "http", "a failure is answered as every error is"),
            new Edge("traffic.erasure", "archive", "what is erased is there, too"),
            new Edge("archive", "intake", "it keeps what the intake decodes, and asks for verdicts again"),
            new Edge("archive", "buffer", "what it keeps goes the way of all rows; replayed rows wait there for room"),
            new Edge("archive", "drain", "a replay waits for archived events that are parked for a shard, too"),
            new Edge("archive", "clickhouse", "it is a table, and is read there"),
            new Edge("archive", "time", "a replay is of a range of time"),
            new Edge("archive", "http", "a replay that cannot be is answered as every error is"),
            new Edge("traffic.table", "intake", "it encodes rows as the intake does"),
            new Edge("event", "intake", "fields are read and rows written as the intake does"),
            new Edge("event", "buffer", "rows come in frames"),
            new Edge("event", "clickhouse", "rows are of tables; what is stored is known from there"),
            new Edge("traffic.edit", "event", "rows and stored ids are looked at as with other kinds"),
            new Edge("traffic.erasure", "event", "rows and stored ids are looked at as with other kinds"),
            new Edge("sensor.facility", "sensor.table", "it looks for new facilities in rows"),
            new Edge("sensor.facility", "drain", "what is new is stored with the row that brings it"),
            new Edge("sensor.facility", "buffer", "what comes out of the buffer is looked at there"),
            new Edge("sensor.facility", "event", "rows are looked at as with other kinds"),
            new Edge("sensor.facility", "intake", "rows are encoded as the intake does"),
            new Edge("sensor.facility", "clickhouse", "it reads rows as their columns are laid out"),
            new Edge("sensor.table", "intake", "it encodes rows as the intake does"),
            new Edge("sensor.rollup", "sensor.table", "it computes windows of what is in these tables"),
            new Edge("sensor.rollup", "rollup", "it says how its rollups are computed"),
            new Edge("sensor.deletion", "sensor.table", "what is deleted is in these tables"),
            new Edge("sensor.deletion", "sensor.rollup", "where hours are emptied, their days are no longer sealed"),
            new Edge("sensor.deletion", "event", "rows and stored ids are looked at as with other kinds"),
            new Edge("sensor.deletion", "intake", "a deletion is made safe as an event is"),
            new Edge("sensor.deletion", "archive", "a deletion is kept as it came, too"),
            new Edge("sensor.deletion", "buffer", "what comes out of the buffer is looked at there"),
            new Edge("sensor.deletion", "drain", "what comes in of a deleted range is hidden on the way to ClickHouse"),
            new Edge("sensor.deletion", "clickhouse", "what is deleted is hidden there"),
            new Edge("sensor.deletion", "rollup", "hours whose rows are gone are emptied there"),
            new Edge("sensor.deletion", "report", "a wrong parameter is answered as a report's is"),
            new Edge("sensor.deletion", "time", "a range is asked for as a report's is"),
            new Edge("traffic.edit", "traffic.table", "an edit is a row that replaces rows"),
            new Edge("traffic.edit", "drain", "edits are settled on the way to ClickHouse"),
            new Edge("traffic.edit", "buffer", "what comes out of the buffer is looked at there"),
            new Edge("traffic.edit", "clickhouse", "what an edit replaces is found there"),
            new Edge("traffic.edit", "intake", "rows that settle an edit are encoded as the intake does"),
            new Edge("traffic.status", "traffic.table", "it looks for rows"),
            new Edge("traffic.status", "buffer", "an event that waits is found in the buffer"),
            new Edge("traffic.status", "drain", "an event that waits for a shard is known there"),
            new Edge("traffic.status", "deadletter", "an event that ClickHouse refuses is found in the dead letters"),
            new Edge("traffic.status", "http", "a wrong id is answered as every error is"),
            new Edge("traffic.erasure", "traffic.table", "what is erased is in these tables"),
            new Edge(
                    "traffic.erasure",
                    "drain",
                    "what comes in of an erased person is dropped on the way to ClickHouse"),
            new Edge("traffic.erasure", "deadletter", "dead letters are erased, too"),
            new Edge("traffic.erasure", "buffer", "what comes out of the buffer is looked at there"),
            new Edge("traffic.erasure", "clickhouse", "what is erased is there"),
            new Edge("traffic.erasure", "intake", "an erasure is made safe as an event is"),
            new Edge("traffic.erasure", "rollup", "the hours of an erased person are computed anew"),
            new Edge("traffic.erasure", "http", "what is wrong with a request is answered as every error is"),
            new Edge("rollup", "clickhouse", "rollups are computed where the rows are"),
            new Edge("rollup", "time", "a rebuild is of a range of time"),
            new Edge("rollup", "http", "a rebuild that cannot be is answered as every error is"),
            new Edge("report", "clickhouse", "there are as many places for reports as connections"),
            new Edge("report", "time", "a report is about a range of time"),
            new Edge("report", "http", "a wrong parameter is answered as every error is"),
            new Edge("sensor.mqtt", "intake", "payloads are bodies"),
            new Edge("sensor.mqtt", "buffer", "nothing is taken from the broker while the buffer takes nothing"),
            new Edge("sensor.mqtt", "deadletter", "a broker has nobody to be told of what can never be accepted"),
            new Edge("sensor.mqtt", "deadletter.http", "it knows how its payloads are replayed"),
            new Edge("sensor.mqtt", "drain", "it waits between two attempts as the drain does"),
            new Edge("sensor.mqtt", "health", "a broker that is away is told to who asks for health"),
            new Edge("payload", "intake", "payloads are bodies, and their verdicts are the intake's"),
            new Edge("payload", "deadletter", "what is wrong in a payload is kept there"),
            new Edge("sensor.mqtt", "payload", "messages are payloads without HTTP"),
            new Edge("kafka", "payload", "values of records are payloads without HTTP"),
            new Edge("kafka", "traffic.table", "keys write ids as paths do"),
            new Edge("kafka", "sensor.deletion", "a record without a value deletes a reading"),
            new Edge("kafka", "intake", "values are bodies, and versions come from records"),
            new Edge("kafka", "time", "keys say times as events do"),
            new Edge("kafka", "buffer", "nothing is fetched while the buffer takes nothing"),
            new Edge("kafka", "deadletter", "a topic has nobody to be told of what can never be accepted"),
            new Edge("kafka", "deadletter.http", "it knows how its records are replayed"),
            new Edge("kafka", "drain", "it waits between two attempts as the drain does"),
            new Edge("kafka", "health", "brokers that are away are told to who asks for health"),
            new Edge("gate", "node", "a request for a part that runs elsewhere is refused"),
            new Edge("drain", "node", "a node that does not drain only forwards"),
            new Edge("health", "node", "a node that only accepts is ready without ClickHouse"),
            new Edge("kafka.log", "kafka", "the log and the input have the same brokers"),
            new Edge("kafka.log", "buffer", "records are frames of the buffer"),
            new Edge("kafka.log", "clickhouse.shard", "a partition belongs to one shard"),
            new Edge("kafka.log", "clickhouse.table", "rows of one kind share a topic"),
            new Edge("kafka.log", "drain", "it is what the buffer is drained to, and the tables are filled from"),
            new Edge("kafka.log", "deadletter", "a record that nothing of Millrace wrote is kept there"),
            new Edge("kafka.log", "health", "topics that are not safe are told to who asks for health"),
            new Edge("cli", "time", "a time is written there as everywhere"),
            new Edge("cli", "kafka", "it moves the group of the input to a time"),
            new Edge("intake", "buffer", "what was encoded goes into the buffer, and its safety is waited for there"),
            new Edge(
                    "gate", "tls", "connections are encrypted in front of it, and certificates take the place of keys"),
            new Edge("tls", "auth", "keys have the names of certificates"),
            new Edge("tls", "health", "files that are wrong are a remark"),
            new Edge("tls", "watch", "files that change are taken"),
            new Edge("auth", "watch", "a file that changes is taken"),
            new Edge("gate", "auth", "it asks for a key before a request comes in"),
            new Edge("gate", "buffer", "while the buffer takes nothing no body has to be read"),
            new Edge("gate", "http", "a request that is turned away is answered as every error is"),
            new Edge("gate", "auth.oidc", "a token may stand in the place of a key"),
            new Edge("traffic", "auth", "it says what keys can name of its events and routes"),
            new Edge("sensor", "auth", "it says what keys can name of its events and routes"),
            new Edge("auth", "health", "a refused file of keys is told to who asks for health"),
            new Edge("auth.oidc", "auth", "a token gives the rights that a key gives"),
            new Edge("auth.oidc", "health", "an issuer that is away is told to who asks for health"),
            new Edge("auth.stored", "auth", "its keys are in force beside those of the file"),
            new Edge("auth.stored", "health", "a key that is not in force is told to who asks for health"),
            new Edge("auth.stored", "clickhouse", "keys of the API are in a table, for all nodes"),
            new Edge("auth.stored", "clickhouse.shard", "that table is in the first shard"),
            new Edge("auth.stored", "http", "a key that cannot be made is answered as every error is"),
            new Edge("cli", "auth", "it makes keys as they are looked for"),
            new Edge("drain", "buffer", "the drain pulls: the buffer does not know who empties it"),
            new Edge("drain", "clickhouse", "batches go where the tables are"),
            new Edge("drain", "deadletter", "what can never be stored is kept there"),
            new Edge("deadletter.http", "deadletter", "it shows, replays and discards what is kept"),
            new Edge("deadletter.http", "intake", "a replayed row goes the way of every row"),
            new Edge("deadletter.http", "buffer", "a large replay leaves room for those who send events"),
            new Edge("deadletter.http", "report", "a wrong parameter is answered as a report's is"),
            new Edge("deadletter.http", "time", "letters are asked for by the time when they were refused"),
            new Edge("deadletter.http", "http", "a letter that is not there is answered as every error is"),
            new Edge("http", "log", "errors that the framework answers are logged there"),
            new Edge("direct", "log", "failed requests are logged there"),
            new Edge("report", "log", "failed reports are logged there"),
            new Edge("watch", "log", "a fault that lasts is logged now and then"),
            new Edge("auth.stored", "log", "a fault that lasts is logged now and then"),
            new Edge("buffer.disk", "log", "a fault that lasts is logged now and then"),
            new Edge("clickhouse.schema", "log", "a fault that lasts is logged now and then"),
            new Edge("deadletter", "log", "a fault that lasts is logged now and then"),
            new Edge("deadletter.http", "log", "a fault that lasts is logged now and then"),
            new Edge("drain", "log", "a fault that lasts is logged now and then"),
            new Edge("health", "log", "a fault that lasts is logged now and then"),
            new Edge("intake", "log", "a fault that lasts is logged now and then"),
            new Edge("kafka", "log", "a fault that lasts is logged now and then"),
            new Edge("sensor.mqtt", "log", "a fault that lasts is logged now and then"),
            new Edge("sensor.deletion", "http", "deletions are in the audit log"),
            new Edge("health", "buffer", "events can only be taken while the buffer takes them"),
            new Edge("health", "deadletter", "nothing is stored while there is no room for a row that cannot be"),
            new Edge("health", "drain", "what is taken is only stored while the drain runs"),
            new Edge("buffer.disk", "buffer", "it is one implementation of the buffer's interface"),
            new Edge("clock", "clickhouse", "the service's clock follows ClickHouse's"));

    private static final Path ROOT = Path.of("src/main/java/dev/millrace");
    private static final Pattern PACKAGE = Pattern.compile("package (dev\\.millrace[\\w.]*);.*", Pattern.DOTALL);

    /** In an import or anywhere else in the code: the package, in small letters, then the class. */
    private static final Pattern USE = Pattern.compile("\\bdev\\.millrace((?:\\.[a-z]\\w*)*)\\.(?:[A-Z]\\w*|\\*)");

    @Test
    void everyImportPointsAlongTheFlow() throws IOException {
        List<String> offenders = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            for (String use : wrongUses(packageOf(text), text)) {
                offenders.add("%s: %s".formatted(ROOT.relativize(file), use));
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void everyAllowedEdgeIsStillNeeded() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            Matcher use = USE.matcher(withoutComments(text));
            while (use.find()) {
                used.add(packageOf(text) + " -> " + shortName(use.group(1)));
            }
        }
        assertThat(ALLOWED).allSatisfy(edge -> assertThat(used).contains(edge.from() + " -> " + edge.to()));
    }

    @ParameterizedTest
    @CsvSource({
        "buffer, import dev.millrace.intake.Intake;",
        "buffer, import dev.millrace.buffer.disk.DiskBuffer;",
        "clickhouse, import dev.millrace.drain.*;",
        "intake, import static dev.millrace.traffic.table.TrafficTable.VIEWS;",
        "intake, new dev.millrace.clickhouse.schema.Schema();",
        "drain, import dev.millrace.Settings;",
        "somewhere.new, import dev.millrace.http.Problem;"
    })
    void anImportAgainstTheFlowIsFound(String from, String line) {
        assertThat(wrongUses(from, line)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', import dev.millrace.drain.Drain;",
        "buffer, import dev.millrace.buffer.Frame;",
        "buffer.disk, import dev.millrace.buffer.Frame;",
        "drain, import dev.millrace.buffer.EventBuffer;",
        "buffer, // as dev.millrace.intake.Intake does",
        "buffer, /** {@link dev.millrace.intake.Intake} */"
    })
    void anImportAlongTheFlowIsFine(String from, String line) {
        assertThat(wrongUses(from, line)).isEmpty();
    }

    private static List<String> wrongUses(String from, String text) {
        List<String> wrong = new ArrayList<>();
        Matcher use = USE.matcher(withoutComments(text));
        while (use.find()) {
            if (!isAllowed(from, shortName(use.group(1)))) {
                wrong.add(use.group());
            }
        }
        return wrong;
    }

    /** The root package starts everything, so it may know everything; nobody may know the root. */
    private static boolean isAllowed(String from, String to) {
        return from.isEmpty()
                || from.equals(to)
                || ALLOWED.stream()
                        .anyMatch(edge -> edge.from().equals(from) && edge.to().equals(to));
    }

    private static String packageOf(String text) {
        Matcher matcher = PACKAGE.matcher(withoutComments(text).strip());
        assertThat(matcher.find()).as("a package").isTrue();
        return shortName(matcher.group(1).substring("dev.millrace".length()));
    }

    /** ".buffer.disk" is "buffer.disk" here, and the root package is "". */
    private static String shortName(String behindTheRoot) {
        return behindTheRoot.isEmpty() ? "" : behindTheRoot.substring(1);
    }

    private static String withoutComments(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            assertThat(sources).hasSizeGreaterThan(50);
            return sources;
        }
    }
}
