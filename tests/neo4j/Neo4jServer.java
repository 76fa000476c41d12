import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * A Neo4j Community that speaks Bolt on loopback, without login, until it gets SIGTERM or its standard input ends.
 *
 * <p>Arguments: data folder, port (0: any free one), page cache in MiB. Once Bolt answers, the file {@code address} in
 * the data folder holds host and port. The end of standard input stops it too, so that it never outlives a test run
 * that was killed.
 */
public class Neo4jServer {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        long pageCache = ByteUnit.mebiBytes(Long.parseLong(arguments[2]));
        DatabaseManagementService dbms = new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
                .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, Duration.ofMillis(100))
                .setConfig(BoltConnectorInternalSettings.connection_shutdown_wait_time, Duration.ofMillis(100))
                .setConfig(GraphDatabaseSettings.auth_enabled, false)
                .setConfig(GraphDatabaseSettings.pagecache_memory, pageCache)
                .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
                .setConfig(GraphDatabaseSettings.keep_logical_logs, "keep_none")
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(dbms::shutdown));
        announce(home, boltPort(dbms));
        waitForEndOfInput();
        System.exit(0);
    }

    private static int boltPort(DatabaseManagementService dbms) {
        GraphDatabaseAPI database = (GraphDatabaseAPI) dbms.database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
        return database.getDependencyResolver()
                .resolveDependency(ConnectorPortRegister.class)
                .getLocalAddress(ConnectorType.BOLT)
                .getPort();
    }

    private static void announce(Path home, int port) throws IOException {
        Path draft = Files.writeString(home.resolve("address.draft"), "127.0.0.1:" + port);
        Files.move(draft, home.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void waitForEndOfInput() throws IOException {
        while (System.in.read() >= 0) {}
    }
}
