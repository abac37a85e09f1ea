using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Steward.Gateway;
using Steward.Impact.Q2Q;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Impact.Evaluations;

/// <summary>Gives a data set to a model, text by text, and judges the answers.</summary>
internal sealed record RunEvaluation(Guid RunId) : IJob
{
    public static string Kind => "impact.run-evaluation";
}

/// <summary>
/// Answers are written batch by batch, so a run that was parked, killed or repeated goes on after the last text it has an answer of. Only the run's provider is asked:
/// what it cannot answer must not be answered by another.
/// </summary>
internal sealed class EvaluationRunner(AppDb db, Q2QClassifier classifier, TimeProvider time) : IJobHandler<RunEvaluation>
{
    public async Task RunAsync(RunEvaluation job, JobContext context, CancellationToken ct)
    {
        var run = await db.Set<EvaluationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == job.RunId, ct);
        if (run is null || run.Status == "completed") return;
        // A dead letter that is repeated is another job of the same run.
        await UpdateAsync(run, s => s.SetProperty(r => r.Status, "running").SetProperty(r => r.JobId, context.JobId).SetProperty(r => r.ErrorType, (string?)null)
            .SetProperty(r => r.FinishedAt, (DateTime?)null), ct);
        var thresholds = JsonSerializer.Deserialize<Dictionary<string, double>>(run.Thresholds)!;
        var last = await db.Set<EvaluationAnswer>().Where(a => a.RunId == run.Id).MaxAsync(a => (int?)a.Number, ct) ?? 0;
        while (await BatchAsync(run, last, ct) is { Count: > 0 } batch)
        {
            await AnswerAsync(run, batch, thresholds, context, ct);
            last = batch[^1].Number;
            context.Report(100 * last / run.Samples, $"{last} of {run.Samples} texts");
        }

        await FinishAsync(run, context, ct);
    }

    private Task<List<DatasetSample>> BatchAsync(EvaluationRun run, int after, CancellationToken ct) => db.Set<DatasetSample>().AsNoTracking()
        .Where(s => s.DatasetId == run.DatasetId && s.Number > after).OrderBy(s => s.Number).Take(run.BatchSize).ToListAsync(ct);

    private async Task AnswerAsync(EvaluationRun run, List<DatasetSample> batch, Dictionary<string, double> thresholds, JobContext context, CancellationToken ct)
    {
        var answers = new List<EvaluationAnswer>(batch.Count);
        try
        {
            foreach (var sample in batch) answers.Add(await AskAsync(run, sample, thresholds, context, ct));
        }
        catch (Exception error) when (error is ProblemException or JobException)
        {
            // The company's rate or budget is used up, or the provider is away: what was answered stands, and the job goes on from there.
            await KeepAsync(run, answers, ct);
            throw;
        }

        await KeepAsync(run, answers, ct);
    }

    private async Task<EvaluationAnswer> AskAsync(EvaluationRun run, DatasetSample sample, Dictionary<string, double> thresholds, JobContext context, CancellationToken ct)
    {
        var call = new AiCall(run.TenantId, $"{run.DatasetId}-{sample.Number}", "evaluation_text")
        {
            Locale = sample.Locale, UserId = run.CreatedBy, Job = context, Step = $"{sample.Number}", Provider = run.Provider, NobodyElse = true,
            Models = new Dictionary<string, string> { [run.Provider] = run.Model },
        };
        var answer = new EvaluationAnswer { RunId = run.Id, Number = sample.Number, TenantId = run.TenantId, Status = "classified" };
        var paid = context.CostPico ?? 0;
        try
        {
            var result = await classifier.ClassifyAsync(new Q2QRequest(sample.Text, sample.Locale), call, thresholds, ct);
            (answer.Given, answer.Tokens, answer.CostPico) = (JsonSerializer.Serialize(EvaluatedLabels.Of(result.Value)), result.Usage.Total, result.CostPico);
        }
        catch (TextHeldException)
        {
            answer.Status = "held";
        }
        catch (JobException error) when (error.Type == JobErrorType.Model)
        {
            // The model answered twice what cannot be used: a finding about the model, not a failure of the run.
            (answer.Status, answer.CostPico) = ("failed", (context.CostPico ?? 0) - paid);
        }

        return answer;
    }

    // A text that was answered by an attempt whose worker was taken for dead keeps its first answer.
    private Task KeepAsync(EvaluationRun run, List<EvaluationAnswer> answers, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        foreach (var answer in answers)
            await db.ExecuteAsync(
                """
                INSERT INTO impact_evaluation_answers (run_id, number, tenant_id, status, given, tokens, cost_pico)
                SELECT @RunId, @Number, @TenantId, @Status, @Given, @Tokens, @CostPico WHERE EXISTS (SELECT 1 FROM impact_datasets WHERE id = @DatasetId)
                ON CONFLICT DO NOTHING
                """, new { answer.RunId, answer.Number, answer.TenantId, answer.Status, answer.Given, answer.Tokens, answer.CostPico, run.DatasetId }, ct);
        await CountAsync(run, ct);
    }, ct);

    private async Task CountAsync(EvaluationRun run, CancellationToken ct)
    {
        var parts = await db.Set<EvaluationAnswer>().Where(a => a.RunId == run.Id).GroupBy(a => a.Status)
            .Select(g => new { Status = g.Key, Count = g.Count(), Tokens = g.Sum(a => a.Tokens), Cost = g.Sum(a => a.CostPico) }).ToListAsync(ct);
        int Of(string status) => parts.Find(p => p.Status == status)?.Count ?? 0;
        // Without answers the data set was erased meanwhile: the numbers stay as they were.
        if (parts.Count == 0) return;
        await UpdateAsync(run, s => s.SetProperty(r => r.Classified, Of("classified")).SetProperty(r => r.Held, Of("held")).SetProperty(r => r.Failed, Of("failed"))
            .SetProperty(r => r.Tokens, parts.Sum(p => p.Tokens)).SetProperty(r => r.CostPico, parts.Sum(p => p.Cost)), ct);
    }

    private async Task FinishAsync(EvaluationRun run, JobContext context, CancellationToken ct)
    {
        var texts = await AnsweredText.OfRunAsync(db, run, ct);
        var whole = await db.Set<EvaluationAnswer>().CountAsync(a => a.RunId == run.Id, ct) == run.Samples;
        var report = EvaluationReport.Of([.. texts.Select(t => (t.Expected, t.Given))]);
        context.Result = new { runId = run.Id, status = whole ? "completed" : "cancelled", report.Metrics };
        await db.InTransactionAsync(async () =>
        {
            await UpdateAsync(run, s => s.SetProperty(r => r.Status, whole ? "completed" : "cancelled").SetProperty(r => r.FinishedAt, time.GetUtcNow().UtcDateTime)
                .SetProperty(r => r.Report, whole ? JsonSerializer.Serialize(report, JsonSerializerOptions.Web) : null), ct);
            await context.FinishAsync(db, ct);
        }, ct);
    }

    private Task<int> UpdateAsync(EvaluationRun run, Action<UpdateSettersBuilder<EvaluationRun>> change, CancellationToken ct) =>
        db.InTransactionAsync(() => db.Set<EvaluationRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(change, ct), ct);
}

/// <summary>Hears that a run has died or was called off.</summary>
internal sealed class EndEvaluation(AppDb db, TimeProvider time) : IJobHandler<DeadLetter<RunEvaluation>>
{
    public async Task RunAsync(DeadLetter<RunEvaluation> job, JobContext context, CancellationToken ct) => await db.InTransactionAsync(async () =>
    {
        // By the job's id: it may have been repeated meanwhile.
        await db.Set<EvaluationRun>().Where(r => r.Id == job.Job.RunId && r.JobId == job.JobId && r.Status == "running").ExecuteUpdateAsync(s => s
            .SetProperty(r => r.Status, job.ErrorType == "cancelled" ? "cancelled" : "failed").SetProperty(r => r.ErrorType, job.ErrorType)
            .SetProperty(r => r.FinishedAt, time.GetUtcNow().UtcDateTime), ct);
        await context.FinishAsync(db, ct);
    }, ct);
}
