package dev.millrace.door.intake;

import dev.millrace.door.table.DoorTable;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventBody;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.VersionClock;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Hands requests with openings to the intake. */
@Singleton
final class DoorIntake {
    private final Intake intake;
    private final VersionClock versions;

    DoorIntake(Intake intake, VersionClock versions) {
        this.intake = intake;
        this.versions = versions;
    }

    CompletionStage<IntakeAnswer> accept(PostedBody posted, BodyFormat format, AckLevel wanted) {
        return intake.accept(new EventBody(
                DoorTable.OPENINGS.id(), new DoorDecoder(versions.forOneRequest()), format, posted, wanted, null));
    }
}
