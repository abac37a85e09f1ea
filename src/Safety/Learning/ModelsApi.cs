using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;
using Steward.Safety.Judging;
using Steward.Safety.Policies;

namespace Steward.Safety.Learning;

/// <summary>A learnt model: on how many decisions it was trained, how well it does on decisions it has not seen, from where on its word counts, and what it has said since.</summary>
internal sealed record ModelResponse(
    Guid Id, int Version, string State, string TrainedBy, DateTime TrainedAt, string ChangedBy, DateTime ChangedAt, int Upheld, int Released,
    ModelQuality Quality, Bound Holds, Bound Passes, OpinionRecord Record);

/// <summary>Decisions that a model could be trained on now, and whether they are enough.</summary>
internal sealed record DecisionsResponse(int Upheld, int Released, bool Enough);

/// <summary>The tenant's models, the newest first; what the judge has said; and what there is to learn from.</summary>
internal sealed record ModelsResponse(IReadOnlyList<ModelResponse> Models, OpinionRecord Judge, DecisionsResponse Decisions);

/// <summary>A training that was begun; its job can be followed and called off.</summary>
internal sealed record TrainingStarted(Guid ModelId, Guid JobId, int Upheld, int Released);

/// <summary>The state that a model is to have: shadow, live or retired.</summary>
internal sealed record ModelState(string? State);

/// <summary>What models are kept with.</summary>
internal sealed record ModelTools(AppDb Db, JobQueue Jobs, TenantPolicies Policies, Trail Trail, TimeProvider Time);

internal static class ModelsApi
{
    // Of so many texts somebody should know what it says before it acts.
    private const int FewestWatched = 20, MostShown = 100;

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/safety/models").On(Service.Safety).WithTags("Learnt models");
        models.MapGet("", ListAsync).Require("safety.read").WithSummary("Models learnt from your decisions, and what they said");
        models.MapGet("/{id:guid}", GetAsync).Require("safety.read").WithSummary("One model");
        models.MapPost("", TrainAsync).Require("safety.manage").WithSummary("Train one on what reviewers decided; it begins as a draft").Idempotent();
        models.MapPost("/{id:guid}/state", MoveAsync).Require("safety.manage").WithSummary("To shadow, from there to live, or retired");
        models.MapDelete("/{id:guid}", DeleteAsync).Require("safety.manage").WithSummary("Delete one that neither acts nor is watched");
    }

    private static async Task<Ok<ModelsResponse>> ListAsync(ModelTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        var rows = await Of(tools.Db, tenant).OrderByDescending(m => m.Version).Take(MostShown).Select(Shown).ToListAsync(ct);
        var records = await OpinionRecord.ReadAsync(tools.Db, tenant, ct);
        var (upheld, released) = await Decisions.CountAsync(tools.Db, tenant, ct);
        return TypedResults.Ok(new ModelsResponse(
            [.. rows.Select(r => Response(r, records))], records.GetValueOrDefault(JudgeTask.Version, OpinionRecord.None), new DecisionsResponse(upheld, released, Decisions.Suffice(upheld, released))));
    }

    private static async Task<Ok<ModelResponse>> GetAsync(Guid id, ModelTools tools, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await ShownAsync(id, http.Caller().TenantId, tools, ct));

    private static async Task<Accepted<TrainingStarted>> TrainAsync(ModelTools tools, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        var (upheld, released) = await Decisions.CountAsync(tools.Db, caller.Company(), ct);
        if (!Decisions.Suffice(upheld, released)) throw Problem.Conflict("too_few_decisions", Decisions.TooFew(upheld, released)).AsException();
        var (model, job) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await tools.Jobs.EnqueueAsync(new TrainModel(model, caller.Id), new JobOptions(Id: job, UserId: caller.Id), ct);
        return TypedResults.Accepted($"/v1/jobs/{job}", new TrainingStarted(model, job, upheld, released));
    }

    private static async Task<Ok<ModelResponse>> MoveAsync(Guid id, ModelState body, ModelTools tools, HttpContext http, CancellationToken ct)
    {
        var (caller, to) = (http.Caller(), body.State);
        var model = await ShownAsync(id, caller.TenantId, tools, ct);
        new Check().OneOf("/state", to, ["shadow", "live", "retired"]).ThrowIfAny();
        if (model.State == to) return TypedResults.Ok(model);
        if (to == "live") MayAct(model);
        var now = tools.Time.GetUtcNow().UtcDateTime;
        try
        {
            await tools.Db.InTransactionAsync(async () =>
            {
                // What was there before makes way.
                if (to != "retired") await SetAsync(Of(tools.Db, caller.TenantId).Where(m => m.State == to && m.Id != id), "retired");
                if (await SetAsync(Of(tools.Db, caller.TenantId).Where(m => m.Id == id && m.State == model.State), to!) == 0) throw Faster.AsException();
                await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, $"model.{to}", $"model:{id}", new { model.Version, was = model.State }), ct);
            }, ct);
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw Faster.AsException();
        }

        tools.Policies.Forget(caller.TenantId);
        return TypedResults.Ok(await ShownAsync(id, caller.TenantId, tools, ct));

        Task<int> SetAsync(IQueryable<LearntModel> which, string state) => which.ExecuteUpdateAsync(s => s
            .SetProperty(m => m.State, state).SetProperty(m => m.ChangedBy, caller.Id).SetProperty(m => m.ChangedAt, now), ct);
    }

    private static async Task<NoContent> DeleteAsync(Guid id, ModelTools tools, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        var model = await ShownAsync(id, caller.TenantId, tools, ct);
        await tools.Db.InTransactionAsync(async () =>
        {
            if (await Of(tools.Db, caller.TenantId).Where(m => m.Id == id && (m.State == "draft" || m.State == "retired")).ExecuteDeleteAsync(ct) == 0)
                throw Problem.Conflict("in_use", "The model is live or in shadow: retire it first.").AsException();
            var source = ActingModel.SourceOf(id);
            await tools.Db.Set<Opinion>().Where(o => o.TenantId == caller.TenantId && o.Source == source).ExecuteDeleteAsync(ct);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "model.deleted", $"model:{id}", new { model.Version }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static Problem Faster => Problem.Conflict("changed", "Somebody else was faster; look at the model again.");

    private static void MayAct(ModelResponse model)
    {
        if (model.State != "shadow") throw Problem.Conflict("not_in_shadow", $"The model is {model.State}: have it watched in shadow first.").AsException();
        if (model.Holds.From is null && model.Passes.From is null)
            throw Problem.Conflict("says_nothing", "On decisions that it had not seen it was not right often enough to hold or to pass anything: train another on more decisions.").AsException();
        if (model.Record.Asked < FewestWatched)
            throw Problem.Conflict("not_watched", $"In shadow it was asked about {model.Record.Asked} texts; before it acts it must have been asked about {FewestWatched}.").AsException();
    }

    private static async Task<ModelResponse> ShownAsync(Guid id, Guid tenant, ModelTools tools, CancellationToken ct) => Response(
        await Of(tools.Db, tenant).Where(m => m.Id == id).Select(Shown).SingleOrDefaultAsync(ct) ?? throw Problem.NotFound("Model", id.ToString()).AsException(),
        await OpinionRecord.ReadAsync(tools.Db, tenant, ct));

    private static IQueryable<LearntModel> Of(AppDb db, Guid tenant) => db.Set<LearntModel>().AsNoTracking().Where(m => m.TenantId == tenant);

    // Without the weights: a hundred models are thirteen megabytes of them.
    private static readonly System.Linq.Expressions.Expression<Func<LearntModel, LearntModel>> Shown = m => new LearntModel
    {
        Id = m.Id, Version = m.Version, State = m.State, TrainedBy = m.TrainedBy, TrainedAt = m.TrainedAt, ChangedBy = m.ChangedBy, ChangedAt = m.ChangedAt,
        Upheld = m.Upheld, Released = m.Released, Quality = m.Quality, Weights = Array.Empty<byte>(),
    };

    private static ModelResponse Response(LearntModel row, IReadOnlyDictionary<string, OpinionRecord> records)
    {
        var (quality, holds, passes) = JsonSerializer.Deserialize<StoredQuality>(row.Quality, JsonSerializerOptions.Web)!;
        return new ModelResponse(row.Id, row.Version, row.State, row.TrainedBy, row.TrainedAt, row.ChangedBy, row.ChangedAt, row.Upheld, row.Released, quality, holds, passes,
            records.GetValueOrDefault(ActingModel.SourceOf(row.Id), OpinionRecord.None));
    }
}
