package dev.millrace.gate;

/** The thing that the next bytes of a connection belong to. */
sealed interface Input permits Input.NextHead, ReceivingBody, RefusedRequest {
    /** The head of the next request, if one comes. */
    Input NEXT_HEAD = new NextHead();

    /** See {@link #NEXT_HEAD}. */
    record NextHead() implements Input {}
}
