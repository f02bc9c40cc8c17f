package dev.millrace.torture.longrun;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notes the first SIGINT or SIGTERM instead of ending the process; the second one ends it. */
public final class SignalFlag {
    private final AtomicBoolean isSet = new AtomicBoolean();

    private SignalFlag() {}

    /** Begins to listen. */
    public static SignalFlag listen() {
        SignalFlag flag = new SignalFlag();
        for (String name : new String[] {"INT", "TERM"}) {
            flag.listenTo(name);
        }
        return flag;
    }

    /** Registers the handler by reflection: the compiler warns of these classes, though every JDK has them and no other class serves. */
    private void listenTo(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    SignalFlag.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                        if (method.getName().equals("handle") && isSet.getAndSet(true)) {
                            Runtime.getRuntime().exit(130);
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK does not let signals be handled", e);
        }
    }

    /** Returns true once the end was requested. */
    public boolean isSet() {
        return isSet.get();
    }
}
