package dev.millrace.torture.blackbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Asks for a report of page views and holds it against what was sent. Thread-safe. */
final class ViewCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STORY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST_IDS = 12;
    private static final int TIMES_AGAIN = 3;

    private final World world;

    ViewCheck(World world) {
        this.world = world;
    }

    /**
     * Checks it once; false if it was not answered.
     *
     * @param isQuiet whether nothing changes any more, so that asking again would tell nothing
     */
    boolean check(Node node, ViewReport report, boolean isQuiet) throws InterruptedException {
        Answer answer = ask(node, report);
        if (!answer.isThere()) {
            return false;
        }
        if (!answer.wrong().isEmpty()) {
            String again = isQuiet ? "all was quiet" : again(node, report);
            world.tally()
                    .wrong(
                            "node %s GET %s, asked at %s ms, answered %s ms later (%s)"
                                    .formatted(
                                            node.number(),
                                            report.path(),
                                            world.log().millis(answer.asked()),
                                            (answer.answered() - answer.asked()) / 1_000_000,
                                            again),
                            answer.wrong(),
                            story(report, answer));
        }
        return true;
    }

    private record Answer(boolean isThere, List<Deviation> wrong, long asked, long answered) {}

    private Answer ask(Node node, ViewReport report) throws InterruptedException {
        long asked = System.nanoTime();
        Reply reply = world.http().once(node, Call.get(report.path()), "");
        long answered = System.nanoTime();
        if (reply.isLater()) {
            return new Answer(false, List.of(), asked, answered);
        }
        if (reply.status() != 200) {
            world.tally().unexplained("%s was answered %s: %s".formatted(report.path(), reply.status(), reply.body()));
            return new Answer(false, List.of(), asked, answered);
        }
        Map<String, Count> lines;
        try {
            lines = report.reader().apply(JSON.readTree(reply.body()));
        } catch (JsonProcessingException e) {
            world.tally().unexplained("%s is no JSON: %s".formatted(report.path(), reply.body()));
            return new Answer(false, List.of(), asked, answered);
        }
        List<Deviation> wrong =
                world.views().expect(report.question(), asked, answered).compare(lines);
        return new Answer(true, wrong, asked, answered);
    }

    /** Tells a passing moment from what stays wrong. */
    private String again(Node node, ViewReport report) throws InterruptedException {
        List<String> states = new ArrayList<>();
        for (int i = 0; i < TIMES_AGAIN; i++) {
            Answer answer = ask(node, report);
            states.add(!answer.isThere() ? "not answered" : answer.wrong().isEmpty() ? "right" : "wrong");
            TimeUnit.MILLISECONDS.sleep(i == 0 ? 10 : 300);
        }
        return "asked again it was " + String.join(", ", states);
    }

    /** The ids that may have to do with it: those that were touched shortly before. */
    private String story(ViewReport report, Answer answer) {
        List<String> lines = new ArrayList<>();
        OptionalLong user = report.question().user();
        if (user.isPresent()) {
            String erasure = world.views().erasures().tell(user.getAsLong(), answer.asked());
            if (!erasure.isEmpty()) {
                lines.add("    " + erasure);
            }
        }
        int more = 0;
        for (Map.Entry<Long, History<View>> entry : world.views().byId().entrySet()) {
            History<View> history = entry.getValue();
            boolean isOfReport =
                    history.between(0, answer.answered()).values().stream().anyMatch(report.question()::isAsked);
            if (!isOfReport || !history.isTouchedBetween(answer.asked() - STORY_NANOS, answer.answered())) {
                continue;
            }
            if (lines.size() < MOST_IDS) {
                lines.add("    id %s: %s".formatted(entry.getKey(), history.tell(answer.answered())));
            } else {
                more++;
            }
        }
        if (lines.isEmpty()) {
            lines.add("    no id of it was touched in the three seconds before");
        }
        if (more > 0) {
            lines.add("    and %s more ids".formatted(more));
        }
        return String.join("\n", lines);
    }
}
