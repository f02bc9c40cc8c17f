package dev.millrace.torture.kafka;

import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Rounds;
import dev.millrace.torture.round.Scenario;
import java.nio.file.Files;
import java.util.Map;

/** Loses an accepting node with its whole data directory. What it acknowledged as replicated is stored by another node. */
public final class LostDiskScenario implements Scenario {
    @Override
    public String name() {
        return "lost-disk";
    }

    @Override
    public String description() {
        return "kill -9 of a node and loss of its data directory: nothing that was acknowledged as replicated is lost";
    }

    @Override
    public boolean needsBrokers() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        Node lost = round.addNode(Map.of());
        Node other = round.addNode(Map.of());
        other.startReady();
        lost.startReady();
        round.load().start(LoadPlan.NORMAL.withLevels(0, 15, 70), lost.url());
        round.sleepBetween(500, 2500);
        lost.kill();
        round.load().stop();
        round.journal().lost();
        Rounds.delete(lost.dataDir());
        Files.createDirectories(lost.dataDir());
        round.struck("loss of a node's disk");
    }
}
