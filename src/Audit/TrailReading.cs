using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Steward.Audit;

/// <summary>An entry of a tenant's trail.</summary>
/// <param name="Seq">Its place in the chain.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Object">To what it was done.</param>
/// <param name="Details">More, as JSON; null once it was erased.</param>
public sealed record TrailLine(long Seq, DateTime At, string Actor, string Object, JsonElement? Details);

/// <summary>Reads the trail for those who follow what happens.</summary>
public static class TrailReading
{
    /// <summary>Entries of one action since a time, oldest first.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="action">Which action, for example <c>alert.fired</c>.</param>
    /// <param name="since">The earliest time, UTC.</param>
    /// <param name="most">Of the newest so many are looked at.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<TrailLine>> SinceAsync(DbConnection connection, Guid tenant, string action, DateTime since, int most, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT e.seq AS Seq, e.at AS At, e.actor AS Actor, e.object AS Object, d.details AS Details
            FROM audit_entries e LEFT JOIN audit_details d ON d.tenant_id = e.tenant_id AND d.seq = e.seq
            WHERE e.tenant_id = @tenant AND e.action = @action ORDER BY e.seq DESC LIMIT @most
            """,
            new { tenant, action, most }, cancellationToken: ct));
        return [.. rows.Where(r => r.At >= since).Reverse().Select(r => new TrailLine(r.Seq, r.At, r.Actor, r.Object, r.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(r.Details)))];
    }

    private sealed class Row
    {
        public long Seq { get; set; }
        public DateTime At { get; set; }
        public string Actor { get; set; } = "";
        public string Object { get; set; } = "";
        public string? Details { get; set; }
    }
}
