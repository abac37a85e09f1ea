using Dapper;
using Microsoft.Extensions.Logging;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Privacy.Detection;
using Steward.Safety.Gate;
using Steward.Safety.Learning;
using Steward.Safety.Screening;

namespace Steward.Safety.Judging;

/// <summary>Asks a language model about a text of which neither the rules nor the tenant's own model are sure. What it once said of a text stands: the text is not paid for twice.</summary>
internal sealed class TextJudge(AppDb db, AiGateway gateway, ILogger<TextJudge> log)
{
    // A violation counts like what the rules find; to let something go it takes more.
    private const double HoldsFrom = .6, PassesFrom = .7;

    /// <summary>Null where nobody can be asked: the rules' word stands then.</summary>
    public async Task<Word?> AskAsync(ScreenedText text, Judgement judged, CancellationToken ct)
    {
        if (await SaidAsync(text, ct) is { } said) return said;
        var doubt = judged.Verdict.Flags.Where(f => f.Type != FlagType.Pii).MaxBy(f => f.Confidence)!;
        var signs = judged.Verdict.Flags.Count(f => f.Type != FlagType.Pii) + (judged.Verdict.Flags.Any(f => f.Evasive) ? 1 : 0);
        var request = new JudgeRequest(PiiDetector.Starred(text.Text), judged.Verdict.Language, doubt.Categories.Count > 0 ? doubt.Categories.MaxBy(c => c.Value).Key : doubt.Type.Name(), doubt.Confidence, signs);
        try
        {
            var answer = await gateway.RunAsync(JudgeTask.Task, request, new AiCall(text.TenantId, text.ContentId, text.ContentType) { SubjectId = text.SubjectId, Locale = text.Locale }, ct);
            // Local code knows no more than the rules.
            return answer.Provider == "builtin" ? null : Of(answer.Value, $"{answer.Provider}/{answer.Model}");
        }
        catch (Exception error) when (error is ProblemException or JobException)
        {
            // No money left, or nobody answers.
            JudgingLog.NotAsked(log, text.TenantId, (error as ProblemException)?.Problem.Code ?? (error as JobException)?.Type.Name() ?? "");
            return null;
        }
    }

    private static Word Of(JudgeAnswer answer, string by) => new(
        JudgeTask.Version, by, Live: true, Math.Round(answer.Violation ? answer.Confidence : 1 - answer.Confidence, 4),
        answer.Violation ? answer.Confidence >= HoldsFrom ? Word.Hold : Word.Unsure : answer.Confidence >= PassesFrom ? Word.Pass : Word.Unsure)
    {
        Why = answer.Reasoning,
    };

    private Task<Word?> SaidAsync(ScreenedText text, CancellationToken ct) => db.Storage.ReadAsync(async c =>
        await c.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            SELECT o.probability AS Probability, o.says AS Says FROM safety_flags f JOIN safety_model_opinions o ON o.flag_id = f.id AND o.source = @source
            WHERE f.tenant_id = @TenantId AND f.content_id = @ContentId AND f.content_hash = @Hash
            """, new { source = JudgeTask.Version, text.TenantId, text.ContentId, text.Hash }, cancellationToken: ct)) is { } row
            ? new Word(JudgeTask.Version, "judge", Live: true, row.Probability, row.Says) : null, ct);

    private sealed class Row
    {
        public double Probability { get; set; }
        public string Says { get; set; } = "";
    }
}

internal static partial class JudgingLog
{
    [LoggerMessage(LogLevel.Warning, "The judge of tenant {Tenant} could not be asked ({Reason}); the rules' word stands.")]
    public static partial void NotAsked(ILogger logger, Guid tenant, string reason);
}
