package serval;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is sold: every POST is a sale, every GET answers how many there were. */
public final class Ledger {
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        AtomicLong sales = new AtomicLong();
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", exchange -> {
            boolean sale = exchange.getRequestMethod().equals("POST");
            long count = sale ? sales.incrementAndGet() : sales.get();
            byte[] answer = (count + "\n").getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}
