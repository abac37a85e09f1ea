using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Api;

/// <summary>Ended jobs, as if a worker had ended them.</summary>
internal static class DeadJobs
{
    /// <summary>A text that could not be classified; repeated, it finds no text and is done.</summary>
    public static async Task<Guid> AddDeadJobAsync(this TestServer server, Guid tenant, string errorType = "network", string error = "A connection failed.", JobState state = JobState.Failed, string kind = "impact.classify-feedback")
    {
        var id = OrderedIds.Next(TimeProvider.System);
        await server.ExecuteAsync(
            """
            INSERT INTO jobs_payloads (id, tenant_id, payload, enqueued_at, user_id) VALUES (@id, @tenant, @payload, CURRENT_TIMESTAMP, 'user-1');
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, signature, cost_pico, provider)
            VALUES (@id, @tenant, 'ai', @kind, @state, 3, 3, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, @errorType, @error, @signature, 1500000000, 'openai');
            INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error) VALUES (@id, @tenant, 3, 3, CURRENT_TIMESTAMP, @errorType, @error);
            """, new
            {
                id, tenant, kind, state = (short)state, payload = $"{{\"feedbackId\":\"{Guid.CreateVersion7()}\"}}", errorType, error,
                signature = JobOutcome.SignatureOf(errorType, error),
            });
        return id;
    }
}
