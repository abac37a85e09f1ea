using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Gateway;
using Steward.Impact.Q2Q;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Impact.Feedback;

/// <summary>Classifies one stored text.</summary>
internal sealed record ClassifyFeedback(Guid FeedbackId) : IJob
{
    public static string Kind => "impact.classify-feedback";
}

/// <summary>Text in; labels, scores and evidence out, or held. What it writes and the job's end become true together.</summary>
internal sealed class FeedbackClassifier(FeedbackReader texts, Q2QClassifier classifier, ClassificationWriter writer, TimeProvider time) : IJobHandler<ClassifyFeedback>
{
    public async Task RunAsync(ClassifyFeedback job, JobContext context, CancellationToken ct)
    {
        var feedback = await texts.ReadAsync(job.FeedbackId, ct);
        // Erased meanwhile, or classified by an attempt whose end was already written.
        if (feedback is null || feedback.Status == "classified") return;
        var written = await DecideAsync(feedback, context, ct);
        context.Result = new { feedback.Status, feedback.Provider, feedback.Model };
        await writer.WriteAsync(written, context, ct);
    }

    private async Task<Classification> DecideAsync(StoredFeedback feedback, JobContext context, CancellationToken ct)
    {
        try
        {
            return Classified(feedback, await AskAsync(feedback, context, ct));
        }
        catch (TextHeldException held)
        {
            (feedback.Status, feedback.FlagId, feedback.HeldReason) = ("held", held.FlagId, held.Reason);
            return new Classification(feedback, [], []);
        }
    }

    private async Task<AiResult<Q2QLabels>> AskAsync(StoredFeedback feedback, JobContext context, CancellationToken ct)
    {
        var call = new AiCall(feedback.TenantId, feedback.Id.ToString(), "feedback_text")
        {
            SubjectId = feedback.UserId, Locale = feedback.Locale, Job = context,
        };
        return await classifier.ClassifyAsync(new Q2QRequest(feedback.Text, feedback.Locale), call, ct);
    }

    private Classification Classified(StoredFeedback feedback, AiResult<Q2QLabels> result)
    {
        var labels = result.Value;
        (feedback.Status, feedback.FlagId, feedback.HeldReason) = ("classified", null, null);
        (feedback.Provider, feedback.Model) = (result.Provider, result.Model);
        (feedback.Tokens, feedback.CostPico, feedback.ClassifiedAt) = (result.Usage.Total, result.CostPico, time.GetUtcNow().UtcDateTime);
        feedback.Labels = JsonSerializer.Serialize(labels, JsonSerializerOptions.Web);
        // Neutral scores without evidence say nothing about the person: they are not kept as findings.
        var scores = Q2QScores.From(labels).Where(Q2QScores.IsFinding).Select(score => new OutcomeScore
        {
            Id = Guid.CreateVersion7(), TenantId = feedback.TenantId, FeedbackId = feedback.Id, UserId = feedback.UserId, Dimension = score.Dimension,
            Score = score.Score, Confidence = score.Confidence, ModelVersion = $"{Q2QPrompt.Version}:{result.Model}",
            Method = result.Provider == "builtin" ? "rule_based" : "ai_classifier", Provider = result.Provider, Language = labels.Language,
            Program = feedback.Program, OccurredAt = feedback.OccurredAt,
        });
        return new Classification(feedback, [.. scores], [.. labels.Evidence.Select(quote => EvidenceQuote.Of(feedback, quote))]);
    }
}

/// <summary>Hears that a text could not be classified: it waits no more.</summary>
internal sealed class FailUnclassifiedFeedback(AppDb db) : IJobHandler<DeadLetter<ClassifyFeedback>>
{
    public async Task RunAsync(DeadLetter<ClassifyFeedback> job, JobContext context, CancellationToken ct) => await db.InTransactionAsync(async () =>
    {
        await db.Set<StoredFeedback>().Where(f => f.Id == job.Job.FeedbackId && f.Status == "pending")
            .ExecuteUpdateAsync(s => s.SetProperty(f => f.Status, "failed"), ct);
        await context.FinishAsync(db, ct);
    }, ct);
}
