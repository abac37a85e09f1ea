using Steward.Platform.Data;

namespace Steward.Impact.Ingest;

/// <summary>How an event becomes rows.</summary>
internal static class IngestTables
{
    public static readonly BulkInsert<NewEvent> Events = new BulkInsert<NewEvent>("impact_events", "ON CONFLICT (tenant_id, delivery_key) DO NOTHING")
        .Column("id", "uuid", e => e.Id).Column("tenant_id", "uuid", e => e.TenantId)
        .Column("delivery_key", "text", e => e.Key).Column("body_hash", "text", e => e.Hash)
        .Column("type", "text", e => e.Body.Type!).Column("session_id", "text", e => e.Body.SessionId)
        .Column("user_id", "text", e => e.Body.UserId!)
        .Column("occurred_at", "timestamptz", e => e.OccurredAt).Column("received_at", "timestamptz", e => e.ReceivedAt)
        .Column("source", "text", e => e.Body.Data?.Metadata?.Source).Column("program", "text", e => e.Body.Data?.Metadata?.Program)
        .Column("duration_minutes", "double precision", e => e.Body.Data?.Duration).Column("outcome", "text", e => e.Body.Data?.Outcome)
        .Column("score", "double precision", e => e.Body.Data?.Score);

    public static readonly BulkInsert<NewEvent> Sessions = new BulkInsert<NewEvent>("impact_sessions",
            """
            ON CONFLICT (tenant_id, external_id) DO UPDATE SET user_id = excluded.user_id, duration_minutes = excluded.duration_minutes, outcome = excluded.outcome,
              score = excluded.score, program = excluded.program, occurred_at = excluded.occurred_at
            """)
        .Column("id", "uuid", e => e.Id).Column("tenant_id", "uuid", e => e.TenantId)
        .Column("external_id", "text", e => e.Body.SessionId!).Column("user_id", "text", e => e.Body.UserId!)
        .Column("duration_minutes", "double precision", e => e.Body.Data?.Duration ?? 0).Column("outcome", "text", e => e.Body.Data?.Outcome)
        .Column("score", "double precision", e => e.Body.Data?.ScoreShare).Column("program", "text", e => e.Body.Data?.Metadata?.Program)
        .Column("occurred_at", "timestamptz", e => e.OccurredAt);

    public static readonly BulkInsert<NewEvent> Texts = new BulkInsert<NewEvent>("impact_feedback")
        .Column("id", "uuid", e => e.Id).Column("tenant_id", "uuid", e => e.TenantId).Column("user_id", "text", e => e.Body.UserId!)
        .Column("text", "text", e => e.Body.Data!.Text!).Column("locale", "text", e => e.Body.Data!.Locale).Column("status", "text", _ => "pending")
        .Column("source", "text", e => e.Body.Data?.Metadata?.Source).Column("program", "text", e => e.Body.Data?.Metadata?.Program)
        .Column("tokens", "bigint", _ => 0L).Column("cost_pico", "bigint", _ => 0L)
        .Column("occurred_at", "timestamptz", e => e.OccurredAt).Column("received_at", "timestamptz", e => e.ReceivedAt);
}
