package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.KeyedMillrace;

/** What a sender shows. */
enum Credential {
    NONE("without keys"),
    KEY("with a key"),
    TOKEN("with a token");

    private final String title;

    Credential(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Returns it, of a Millrace that asks for one. */
    String of(KeyedMillrace millrace) {
        return this == TOKEN ? millrace.token() : millrace.key();
    }
}
