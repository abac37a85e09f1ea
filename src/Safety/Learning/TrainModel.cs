using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety.Policies;
using Steward.Safety.Screening;

namespace Steward.Safety.Learning;

/// <summary>Learns a model from what a tenant's reviewers decided.</summary>
/// <param name="ModelId">What it is to be called.</param>
/// <param name="By">Who asked for it.</param>
internal sealed record TrainModel(Guid ModelId, string By) : IJob
{
    public static string Kind => "safety.train-model";

    /// <summary>Its queue: a training takes seconds of one core, and nobody waits for it.</summary>
    public const string Queue = "training";
}

/// <summary>Trains, and writes the model as a draft.</summary>
internal sealed class ModelTraining(AppDb db, Screener screener, TenantPolicies policies, Trail trail, TimeProvider time) : IJobHandler<TrainModel>
{
    public async Task RunAsync(TrainModel job, JobContext context, CancellationToken ct)
    {
        if (await db.Set<LearntModel>().AnyAsync(m => m.Id == job.ModelId, ct)) return;
        var decided = await Decisions.ReadAsync(db, screener, await policies.OfAsync(context.TenantId, ct), context.TenantId, ct);
        var (upheld, released) = (decided.Count(l => l.Upheld), decided.Count(l => !l.Upheld));
        // Some were erased or taken back since it was asked for.
        if (!Decisions.Suffice(upheld, released)) throw new JobException(JobErrorType.Validation, Decisions.TooFew(upheld, released));
        var trained = Training.Train(decided, percent => context.Report(percent, $"{decided.Count} decisions"), ct);
        await db.InTransactionAsync(async () =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var last = await db.Set<LearntModel>().Where(m => m.TenantId == context.TenantId).MaxAsync(m => (int?)m.Version, ct) ?? 0;
            var model = new LearntModel
            {
                Id = job.ModelId, TenantId = context.TenantId, Version = last + 1, State = "draft", TrainedBy = job.By, TrainedAt = now, ChangedBy = job.By, ChangedAt = now,
                Upheld = upheld, Released = released, Quality = JsonSerializer.Serialize(trained.Worth, JsonSerializerOptions.Web),
                HoldFrom = trained.Holds.From, PassUpTo = trained.Passes.From, Bias = trained.Model.Bias, Weights = trained.Model.ToBytes(),
            };
            db.Add(model);
            await trail.RecordAsync(new AuditEvent(context.TenantId, job.By, "model.trained", $"model:{model.Id}", new { model.Version, upheld, released, trained.Quality.Auc }), ct);
            context.Result = new { modelId = model.Id, model.Version };
            await context.FinishAsync(db, ct);
        }, ct);
    }
}

/// <summary>What a model is worth, as kept with it.</summary>
internal sealed record StoredQuality(ModelQuality Quality, Bound Holds, Bound Passes);

/// <summary>What reviewers decided about texts that are still there. Personal data alone is no harm, so what was decided about it teaches nothing.</summary>
internal static class Decisions
{
    // The newest; and no more places than fit into a hundred megabytes.
    private const int Most = 10_000;
    private const long MostPlaces = 20_000_000;

    public static bool Suffice(int upheld, int released) =>
        upheld + released >= Training.FewestDecisions && upheld >= Training.FewestOfEither && released >= Training.FewestOfEither;

    public static string TooFew(int upheld, int released) =>
        $"There are {upheld} upheld and {released} released texts; at least {Training.FewestDecisions} are needed, {Training.FewestOfEither} of each.";

    public static async Task<(int Upheld, int Released)> CountAsync(AppDb db, Guid tenant, CancellationToken ct)
    {
        var upheld = await Of(db, tenant).Take(Most).CountAsync(f => f.ReviewStatus == "upheld", ct);
        return (upheld, await Of(db, tenant).Take(Most).CountAsync(ct) - upheld);
    }

    public static async Task<List<Lesson>> ReadAsync(AppDb db, Screener screener, TenantPolicy policy, Guid tenant, CancellationToken ct)
    {
        var (lessons, places) = (new List<Lesson>(), 0L);
        await foreach (var flag in Of(db, tenant).Take(Most).Select(f => new { f.Content, f.Locale, f.ReviewStatus }).AsAsyncEnumerable().WithCancellation(ct))
        {
            // By the rules of today: they are what the model will be asked beside.
            var verdict = screener.Screen(flag.Content!, flag.Locale, policy.Thresholds);
            if (TextFeatures.Of(flag.Content!, verdict) is not { } text) continue;
            if ((places += text.Places.Length) > MostPlaces) break;
            lessons.Add(new Lesson(text, flag.ReviewStatus == "upheld", verdict.Confidence));
        }

        return lessons;
    }

    private static IQueryable<SafetyFlag> Of(AppDb db, Guid tenant) => db.Set<SafetyFlag>().AsNoTracking()
        .Where(f => f.TenantId == tenant && f.Content != null && f.Content.Length <= TextFeatures.MostCharacters && f.FlagReason != "pii"
            && (f.ReviewStatus == "upheld" || f.ReviewStatus == "approved" || f.ReviewStatus == "rejected")
            && db.Set<ReviewItem>().Any(i => i.FlagId == f.Id && i.ReviewedBy != null && i.ReviewedBy != "system"))
        .OrderByDescending(f => f.RaisedAt).ThenBy(f => f.Id);
}
