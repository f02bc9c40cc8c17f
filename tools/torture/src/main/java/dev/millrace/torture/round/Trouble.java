package dev.millrace.torture.round;

/**
 * A fault of some seconds that strikes services that run on under load. When it is over, all is whole again.
 *
 * @param name for the table of what struck
 * @param action does it, from its begin to its end
 */
public record Trouble(String name, Action action) {
    /** The action that makes the trouble. */
    public interface Action {
        /**
         * Strikes once.
         *
         * @param node which of the services it strikes, if it strikes one
         * @throws NotPossibleException if this machine lacks something
         */
        void strike(Round round, Node node) throws Exception;
    }
}
