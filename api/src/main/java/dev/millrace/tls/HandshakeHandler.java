package dev.millrace.tls;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the client certificate of a successful handshake, and counts failed handshakes. Stands behind the {@link SslHandler}. */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);

    private final SslHandler ssl;
    private final Counter failed;

    HandshakeHandler(SslHandler ssl, Counter failed) {
        this.ssl = ssl;
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                keepCertificate(context);
            } else {
                failed.increment();
                log.debug("A TLS handshake failed: {}", String.valueOf(handshake.cause()));
                ChannelFuture _ = context.close();
            }
        }
        super.userEventTriggered(context, event);
    }

    private void keepCertificate(ChannelHandlerContext context) {
        try {
            if (ssl.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate verified) {
                ClientCertificate.of(verified).putOn(context.channel());
            }
        } catch (SSLPeerUnverifiedException e) {
            // The client has no certificate.
        }
    }

    /** Keeps bytes that are no TLS from the handlers behind, which would report a fault of the service. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (cause instanceof SSLException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException)) {
            log.debug("A TLS connection ends: {}", cause.toString());
            ChannelFuture _ = context.close();
        } else {
            super.exceptionCaught(context, cause);
        }
    }
}
