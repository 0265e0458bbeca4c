package io.relaybackup.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings the tables of each feature up to date. */
final class Migrations {

    private Migrations() {}

    /** Applies what is missing, each schema wholly or not at all; a version newer than ours is left as it is. */
    static void apply(Connection connection, List<Schema> schemas) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS schema_version (feature TEXT PRIMARY KEY, version INTEGER NOT NULL)");
        }
        for (Schema schema : schemas) {
            int version = version(connection, schema);
            if (version < schema.steps().size()) {
                apply(connection, schema, version);
            }
        }
    }

    private static int version(Connection connection, Schema schema) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT version FROM schema_version WHERE feature = ?")) {
            query.setString(1, schema.feature());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static void apply(Connection connection, Schema schema, int from) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                PreparedStatement record =
                        connection.prepareStatement("INSERT OR REPLACE INTO schema_version VALUES (?, ?)")) {
            for (String step : schema.steps().subList(from, schema.steps().size())) {
                statement.execute(step);
            }
            record.setString(1, schema.feature());
            record.setInt(2, schema.steps().size());
            record.execute();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
