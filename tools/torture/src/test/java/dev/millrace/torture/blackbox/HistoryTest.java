package dev.millrace.torture.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History<String> history = new History<>();

    @Test
    void whatWasNotStoredBeforeTheQuestionMayBeThereOrNot() {
        history.begin(Optional.of("a"), true);
        Possible<String> possible = now();
        assertThat(possible.values()).containsExactly("a");
        assertThat(possible.orNothing()).isTrue();
    }

    @Test
    void whatWasStoredBeforeTheQuestionHasToBeThere() {
        history.stored(history.begin(Optional.of("a"), true));
        Possible<String> possible = now();
        assertThat(possible.values()).containsExactly("a");
        assertThat(possible.orNothing()).isFalse();
    }

    @Test
    void anUpdateThatIsUnderWayLeavesTheOldOrTheNew() {
        history.stored(history.begin(Optional.of("a"), true));
        history.begin(Optional.of("b"), false);
        Possible<String> possible = now();
        assertThat(possible.values()).containsExactly("a", "b");
        assertThat(possible.orNothing()).isFalse();
    }

    @Test
    void whatWasDeletedBeforeTheQuestionIsNotThere() {
        history.begin(Optional.of("a"), true);
        history.stored(history.begin(Optional.empty(), false));
        assertThat(now().values()).isEmpty();
    }

    @Test
    void whatBeginsAfterTheAnswerDoesNotCount() {
        history.stored(history.begin(Optional.of("a"), true));
        long asked = System.nanoTime();
        long answered = System.nanoTime();
        history.begin(Optional.empty(), false);
        Possible<String> possible = history.between(asked, answered);
        assertThat(possible.values()).containsExactly("a");
        assertThat(possible.orNothing()).isFalse();
    }

    @Test
    void whenAllIsQuietOnlyTheLastIsLeft() {
        history.begin(Optional.of("a"), true);
        history.begin(Optional.of("b"), false);
        history.echo("a", false);
        history.settle();
        Possible<String> possible = now();
        assertThat(possible.values()).containsExactly("b");
        assertThat(possible.orNothing()).isFalse();
        assertThat(possible.besides()).isEmpty();
    }

    @Test
    void whatALimitLetsCountForEverIsReplacedByTheNextEdit() {
        history.begin(Optional.of("a"), true);
        history.begin(Optional.of("b"), false);
        history.echo("a", true);
        history.settle();
        assertThat(now().besides()).containsExactly("a");
        history.stored(history.begin(Optional.of("c"), false));
        assertThat(now().besides()).isEmpty();
    }

    private Possible<String> now() {
        long asked = System.nanoTime();
        return history.between(asked, System.nanoTime());
    }
}
