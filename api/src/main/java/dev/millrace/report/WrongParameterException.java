package dev.millrace.report;

/** Says that the parameters of a report are wrong, and what is expected. */
public final class WrongParameterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String reason;

    /** Names the parameter, and says in a sentence for the client what is expected. */
    public WrongParameterException(String parameter, String reason) {
        super(reason);
        this.parameter = parameter;
        this.reason = reason;
    }

    String parameter() {
        return parameter;
    }

    String reason() {
        return reason;
    }
}
