package dev.millrace.torture.blackbox;

import java.util.SplittableRandom;

/** Makes views at random. */
final class Views {
    private static final int PAGES = 4;

    private final World world;
    private final SplittableRandom random;

    Views(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    View any() {
        return new View(user(), world.times().any(random), page());
    }

    View withAnotherPage(View view) {
        return new View(view.user(), view.millis(), page());
    }

    /** Makes an updated view, of which some or all fields are different. */
    View another(Identity identity) {
        View view = identity.present().orElse(identity.posted());
        long millis = view.millis();
        return switch (random.nextInt(6)) {
            case 0 -> withAnotherPage(view);
            case 1, 2 -> new View(view.user(), world.times().anyOfDay(millis, random), view.page());
            case 3 -> new View(view.user(), world.times().any(random), page());
            case 4 -> new View(user(), millis, view.page());
            default -> any();
        };
    }

    private long user() {
        while (true) {
            long user = world.users().get(random.nextInt(world.users().size()));
            // Views of erased users come now and then, and have to be dropped.
            if (!world.views().erasures().isErased(user) || random.nextInt(10) == 0) {
                return user;
            }
        }
    }

    private String page() {
        return "/p" + random.nextInt(PAGES);
    }
}
