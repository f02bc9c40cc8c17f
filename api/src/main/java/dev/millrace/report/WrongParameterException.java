package dev.millrace.report;

/** A report cannot be made of what was asked; the message says what is expected. */
public final class WrongParameterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String reason;

    /** Names the parameter, and says in a sentence for the asker what is expected. */
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
