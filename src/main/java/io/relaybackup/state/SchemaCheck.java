package io.relaybackup.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** Compares the tables of a database with those that the features would make. More than these is no harm. */
final class SchemaCheck {

    private SchemaCheck() {}

    /**
     * Returns when all tables and columns are there.
     *
     * @throws SQLException with {@code SQLITE_SCHEMA} when one is missing, as where another program's database is in
     *     the place of ours
     */
    static void run(Connection connection, List<Schema> schemas) throws SQLException {
        try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            Migrations.apply(memory, schemas);
            for (Map.Entry<String, List<String>> table : tables(memory).entrySet()) {
                List<String> missing = new ArrayList<>(table.getValue());
                missing.removeAll(columns(connection, table.getKey()));
                if (!missing.isEmpty()) {
                    throw new SQLException(
                            "its table " + table.getKey() + " has no " + String.join(", ", missing),
                            null,
                            SQLiteErrorCode.SQLITE_SCHEMA.code);
                }
            }
        }
    }

    private static Map<String, List<String>> tables(Connection connection) throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (rows.next()) {
                tables.put(rows.getString(1), List.of());
            }
        }
        for (Map.Entry<String, List<String>> table : tables.entrySet()) {
            table.setValue(columns(connection, table.getKey()));
        }
        return tables;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        return columns;
    }
}
