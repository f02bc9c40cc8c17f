package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.testing.Fault;
import dev.millrace.simulator.testing.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest extends ReplayCase {

    @Test
    void aLogIsPostedAndItsReportsAreRight() throws Exception {
        assertThat(replay(LOG)).isEqualTo(ExitCode.OK);
        assertThat(out())
                .contains("access.log: 7 lines, 5 page views on 2015-05-18 to 2015-05-20")
                .contains("skipped 2 lines:", "  1 not in combined log format", "  1 no request path")
                .contains("line 3: not in combined log format: # a comment")
                .contains("replaying 5 views on 2026-11-17 to 2026-11-19")
                .contains("posted 5, acknowledged 5 (disk), retries 0")
                .contains("checked 3 users x 3 days: 0 differences");
        assertThat(service.store().events().stream().map(StoredEvent::pageUrl))
                .containsExactlyInAnyOrder("/a", "/a", "/b", "/b", "/c");
    }

    @Test
    void theSameFileOnTheSameDayMakesTheVerySameEventsHoweverItIsPosted() throws Exception {
        replay(LOG, "--batch=1", "--rate=1000");
        var events = new HashSet<>(service.store().events());
        assertThat(replay(LOG, "--batch=2", "--format=json", "--compress=gzip", "--connections=2"))
                .isZero();
        assertThat(replay(LOG, "--days=1", "--no-check")).isZero();

        assertThat(service.store().events()).hasSize(5).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void daysKeepsTheLastDaysOfTheFile() throws Exception {
        assertThat(replay(LOG, "--days=2")).isZero();
        assertThat(out()).contains("posted 3,").contains("checked 3 users x 2 days: 0 differences");
        assertThat(service.store().events())
                .allSatisfy(event -> assertThat(event.createdAt()).isAfterOrEqualTo("2026-11-18T00:00:00Z"));
    }

    @Test
    void moreDaysThanTheFileHasKeepAllOfThem() throws Exception {
        assertThat(replay(LOG, "--days=30", "--dry-run")).isZero();
        assertThat(out()).contains("replaying 5 views on 2026-11-17 to 2026-11-19");
    }

    @Test
    void limitKeepsTheFirstViews() throws Exception {
        assertThat(replay(LOG, "--limit=2")).isZero();
        assertThat(out()).contains("replaying 2 views").contains("posted 2,");
    }

    @Test
    void noShiftKeepsTheTimesOfTheFile() throws Exception {
        assertThat(replay(LOG, "--no-shift")).isZero();
        assertThat(service.store().events())
                .extracting(event -> event.createdAt().toString())
                .contains("2015-05-18T23:30:00Z", "2015-05-20T00:00:00Z");
    }

    @Test
    void aLostEventIsADifference() throws Exception {
        service.lose(event -> event.pageUrl().equals("/c"));

        assertThat(replay(LOG, "--settle=1s")).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out())
                .contains(": 1 differences")
                .contains("/c: expected 1, reported 0")
                .doesNotContain("Reports with more");
    }

    @Test
    void anEventCountedTwiceIsADifferenceAtOnce() throws Exception {
        service.store().countTooMuch(1);

        assertThat(replay(LOG, "--settle=1h")).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out())
                .contains(": 4 differences")
                .contains("/c: expected 1, reported 2")
                .contains("Reports with more");
    }

    @Test
    void acknowledgedEventsAreGivenTimeUntilTheyAreStored() throws Exception {
        replay(LOG, "--no-check");
        String user = service.store().events().getFirst().userId();
        service.store().showAfter(user, 4);

        assertThat(replay(LOG, "--check-only", "--settle=20s")).isZero();
        assertThat(service.requests("GET /api/traffic/daily/N")).isGreaterThan(9);
    }

    @Test
    void beforeTheCheckTheServiceIsAskedToHaveEverythingStored() throws Exception {
        service.store().holdBack();

        assertThat(replay(LOG, "--settle=0")).isZero();
        assertThat(service.requests("POST /api/traffic/N?ack=stored")).isOne();
        assertThat(service.requests("GET /api/traffic/daily/N")).isEqualTo(9);
    }

    @Test
    void rejectedEventsAreShownAndEndWithOne() throws Exception {
        service.reject(event -> event.pageUrl().equals("/c"));

        assertThat(replay(LOG, "--no-check")).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out()).contains("acknowledged 4 (disk)").contains("rejected 1");
        assertThat(err()).contains("rejected: created_at refused").contains("/c");
    }

    @Test
    void faultsOnTheWayAreRetriedAndCounted() throws Exception {
        service.next(Fault.unavailable(0), new Fault.Reset(), new Fault.LostReply());

        assertThat(replay(LOG, "--batch=2", "--connections=1")).isZero();
        assertThat(out()).contains("acknowledged 5 (disk), retries 3 (HTTP 503 1, connection lost 2)");
        assertThat(err()).contains("HTTP 503, trying again for up to 120 s");
    }

    @Test
    void aServiceThatIsNotThereEndsWithThreeAndSaysWhatIsOpen() throws Exception {
        service.close();

        assertThat(replay(LOG, "--retry-for=500ms")).isEqualTo(ExitCode.GAVE_UP);
        assertThat(err()).contains("connection refused");
        assertThat(out())
                .contains("posted 5, acknowledged 0")
                .contains("no answer for 5")
                .doesNotContain("checked");
    }

    @Test
    void aRefusedRequestEndsWithThree() throws Exception {
        service.next(Fault.answer(401, "{\"title\":\"Unauthorized\",\"detail\":\"no key\"}"));

        assertThat(replay(LOG)).isEqualTo(ExitCode.GAVE_UP);
        assertThat(err()).contains("HTTP 401").contains("no key");
    }

    @Test
    void aDryRunPostsNothing() throws Exception {
        assertThat(replay(LOG, "--dry-run")).isZero();
        assertThat(out()).contains("replaying 5 views").contains("3 users; nothing was posted");
        assertThat(service.mostInFlight()).isZero();
    }

    @Test
    void noMoreRequestsAreInFlightThanConnectionsAreAllowed() throws Exception {
        service.delayEachRequest(Duration.ofMillis(20));

        assertThat(replay(LOG, "--connections=2", "--batch=1")).isZero();
        assertThat(service.mostInFlight()).isEqualTo(2);
    }

    @Test
    void anOverlongPathIsCutAndAViewAllTheSame() throws Exception {
        String path = "/" + "x".repeat(3000);

        assertThat(replay(List.of(line("1.1.1.1", "20/May/2015:10:00:00 +0000", path))))
                .isZero();
        assertThat(out()).contains("1 page_urls are cut to 2,048 characters");
        assertThat(service.store().events().getFirst().pageUrl()).isEqualTo(path.substring(0, 2048));
    }

    @Test
    void aBatchOfTheLongestPathsStaysBelowTheLimitOfABody() throws Exception {
        String path = "/" + "x".repeat(2047);
        List<String> lines = new ArrayList<>();
        for (int second = 0; second < 1500; second++) {
            lines.add(line(
                    "1.1.1.1",
                    String.format(Locale.ROOT, "20/May/2015:10:%02d:%02d +0000", second / 60, second % 60),
                    path));
        }

        assertThat(replay(lines, "--batch=10000")).isZero();
        assertThat(service.requests("POST /api/traffic?ack=disk")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--batch=0",
                "--batch=10001",
                "--rate=-1",
                "--days=-1",
                "--limit=-1",
                "--connections=0",
                "--ack=maybe",
                "--target=ftp://x",
                "--target=nowhere",
                "--target=http://x y",
                "--settle=soon",
                "--timeout=0",
                "--unknown",
                "--check-reports=-1",
                "--no-check --check-only",
                "--dry-run --no-check"
            })
    void aWrongOptionEndsWithTwoAndAShortWordWhy(String options) throws Exception {
        assertThat(replay(LOG, options.startsWith("--target=http") ? new String[] {options} : options.split(" ", -1)))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("See './simulate replay --help'").hasLineCount(2);
    }

    @Test
    void aFileThatIsNoLogEndsWithTwo() throws Exception {
        assertThat(replay(List.of("id,name", "1,a"))).isEqualTo(ExitCode.USAGE);
        assertThat(err())
                .contains("holds no page view in a format that is known (combined log format, ")
                .contains("line 1: not in combined log format: id,name");
        assertThat(run("replay", "no-such-file")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anEmptyFileIsSaidToBeEmpty() throws Exception {
        assertThat(replay(List.of())).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("it is empty");
    }

    @Test
    void aLogOfBadRequestsOnlySaysWhyItHoldsNoView() throws Exception {
        assertThat(replay(List.of(LOG.get(5)))).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("read as combined log format, holds no page view: skipped 1 no request path");
    }

    @Test
    void theFormatIsSaidAloud() throws Exception {
        replay(LOG, "--dry-run");
        assertThat(out()).contains("Reading access.log as combined log format");
    }

    @Test
    void ofManyReportsASampleIsCheckedAndThatIsSaid() throws Exception {
        assertThat(replay(LOG, "--check-reports=4")).isZero();
        assertThat(out())
                .contains(
                        "checking a sample of 4 of the 9 reports, of which 3 have views; --check-reports 0 checks all")
                .contains("checked 3 users x 3 days by a sample: 0 differences (4 reports");
        assertThat(service.requests("GET /api/traffic/daily/N")).isEqualTo(4);
    }

    @Test
    void aSampleFindsALossThatIsEverywhere() throws Exception {
        service.lose(event -> true);

        assertThat(replay(LOG, "--check-reports=4", "--settle=0")).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out()).contains("by a sample: 3 differences");
    }

    @Test
    void aViewThatTheServiceRejectsIsNoDifferenceAsWell() throws Exception {
        service.reject(event -> event.pageUrl().equals("/c"));

        assertThat(replay(LOG)).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out()).contains("rejected 1").contains("checked 2 users x 2 days: 0 differences");
    }

    @Test
    void whereEverythingIsRejectedNothingIsCalledChecked() throws Exception {
        service.reject(event -> true);

        assertThat(replay(LOG)).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(out()).contains("nothing is left to check").doesNotContain("0 differences");
    }
}
