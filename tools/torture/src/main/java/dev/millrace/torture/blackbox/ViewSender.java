package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Sends page views, sends them again, replaces and deletes them; waits for the answer each time before it does more with an id. */
final class ViewSender implements Actor {
    private static final int MOST_IDS = 500;
    private static final int MOST_OF_A_BATCH = 40;

    private final World world;
    private final SplittableRandom random;
    private final ViewRequests requests;
    private final Views views;
    private final long firstId;
    private final List<Identity> identities = new ArrayList<>();

    ViewSender(World world, SplittableRandom random, int number) {
        this.world = world;
        this.random = random;
        this.requests = new ViewRequests(world, random);
        this.views = new Views(world, random);
        this.firstId = number * 1_000_000L;
    }

    @Override
    public void act() throws InterruptedException {
        int dice = random.nextInt(100);
        if (identities.size() < 5 || dice < 25) {
            create();
        } else if (dice < 38) {
            batch();
        } else if (dice < 55) {
            repeat(any());
        } else {
            edit(any());
        }
        world.pause(random, 0, random.nextInt(4) == 0 ? 60 : 4);
    }

    private void create() throws InterruptedException {
        if (identities.size() >= MOST_IDS) {
            return;
        }
        Identity identity = newIdentity();
        requests.post(identity, identity.posted(), Acknowledgement.any(random));
        // What comes at once meets the view on its way.
        if (random.nextInt(3) == 0) {
            world.pause(random, 0, 15);
            edit(identity);
        }
    }

    private void edit(Identity identity) throws InterruptedException {
        if (random.nextInt(4) > 0) {
            requests.put(identity, views.another(identity), Acknowledgement.any(random));
        } else {
            requests.delete(identity, Acknowledgement.any(random));
        }
        // A sender that does not know of the edit sends the view again.
        if (random.nextInt(3) == 0) {
            world.pause(random, 0, 100);
            repeat(identity);
        }
    }

    private Identity newIdentity() {
        long id = firstId + identities.size();
        Identity identity = new Identity(id, world.views().create(id), views.any());
        identities.add(identity);
        return identity;
    }

    private void batch() throws InterruptedException {
        int number = random.nextInt(2, MOST_OF_A_BATCH);
        Map<Identity, View> batch = new LinkedHashMap<>();
        for (int i = 0; i < number; i++) {
            if (identities.size() < MOST_IDS && random.nextInt(4) > 0) {
                Identity identity = newIdentity();
                batch.put(identity, identity.posted());
            } else {
                Identity known = any();
                if (!known.isEdited()) {
                    batch.put(known, known.posted());
                }
            }
        }
        if (!batch.isEmpty()) {
            requests.postAll(batch, Acknowledgement.any(random));
        }
    }

    private void repeat(Identity identity) throws InterruptedException {
        world.tally().count(Tally.What.REPEATS);
        if (!identity.isEdited()) {
            // The same view again, or the same view with another page, which replaces it.
            View view = random.nextInt(4) > 0 ? identity.posted() : views.withAnotherPage(identity.posted());
            requests.post(identity, view, Acknowledgement.any(random));
        } else if (isCertain(identity)) {
            requests.postWithoutEffect(identity, Acknowledgement.any(random));
        } else if (identity.isPostSafe() && random.nextInt(8) == 0) {
            world.tally().count(Tally.What.DECLARED_LIMITS);
            identity.history().echo(identity.posted(), !identity.isEditStored());
            requests.postWithoutEffect(identity, Acknowledgement.any(random));
        }
    }

    /**
     * Returns true if a replaced view may not count when it is posted again. Two limits are documented: while the view waits in another
     * buffer, its repeat counts until it is stored; and while the edit waits there, the repeat may be taken for another event.
     */
    private boolean isCertain(Identity identity) {
        return world.hasSeveralBuffers() ? identity.isPostStored() && identity.isEditStored() : identity.isPostSafe();
    }

    /** Often one of the latest. */
    private Identity any() {
        int size = identities.size();
        int from = random.nextBoolean() ? Math.max(0, size - 8) : 0;
        return identities.get(random.nextInt(from, size));
    }

    @Override
    public void settle() throws InterruptedException {
        List<Identity> inMemory =
                identities.stream().filter(Identity::isLastInMemory).collect(Collectors.toList());
        for (Identity identity : inMemory) {
            Optional<View> present = identity.present();
            if (!identity.isEdited()) {
                requests.post(identity, identity.posted(), "?ack=disk");
            } else if (present.isPresent()) {
                requests.put(identity, present.get(), "?ack=disk");
            } else {
                requests.delete(identity, "?ack=disk");
            }
        }
    }
}
