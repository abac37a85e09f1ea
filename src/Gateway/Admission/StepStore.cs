using Dapper;
using Steward.Gateway.Spend;
using Steward.Platform.Data;

namespace Steward.Gateway.Admission;

/// <summary>Answers that were paid for, kept with the settlement so that a job which crashed afterwards reuses them.</summary>
internal sealed class StepStore(Storage storage)
{
    public async Task<AiResult<TResult>?> FindAsync<TResult>(string task, AiCall call, CancellationToken ct) where TResult : class
    {
        // A job that runs for the first time has stored nothing yet.
        if (call.JobId is null || call.Lease == 1) return null;
        var step = await storage.ReadAsync(c => c.QuerySingleOrDefaultAsync<StoredStep>(new CommandDefinition(
            """
            SELECT answer AS Answer, provider AS Provider, model AS Model, input_tokens AS InputTokens, cached_tokens AS CachedTokens,
                   output_tokens AS OutputTokens, cost_pico AS CostPico, step AS Step, task AS Task
            FROM gateway_steps WHERE job_id = @JobId AND step = @Step AND task = @task
            """, new { call.JobId, call.Step, task }, cancellationToken: ct)), ct);
        return step is null || AnswerReader.Read<TResult>(step.Answer).Value is not { } value ? null
            : new AiResult<TResult>(value, step.Provider, step.Model, new TokenUsage(step.InputTokens, step.CachedTokens, step.OutputTokens), step.CostPico, TimeSpan.Zero);
    }
}
