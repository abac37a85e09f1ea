using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway.Admission;
using Steward.Impact.Models;
using Steward.Impact.Q2Q;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Evaluations;

/// <summary>A data set to give to a model.</summary>
/// <param name="DatasetId">The data set.</param>
/// <param name="Provider">Who is asked, and nobody else; the first of the gateway's route unless given.</param>
/// <param name="Model">One of its models that has a price; its active one, else its usual one, unless given.</param>
/// <param name="ModelId">A registered model, in place of provider and model: it is judged with its thresholds, active or not.</param>
/// <param name="BatchSize">Texts between two writes, 1 to 50; 10 unless given.</param>
internal sealed record RunRequest(Guid? DatasetId, string? Provider, string? Model, Guid? ModelId, int? BatchSize);

/// <summary>A run that was begun; its job can be followed and called off.</summary>
internal sealed record RunStarted(bool Success, Guid EvalId, Guid JobId, string Provider, string Model, int Samples);

internal static class RunsApi
{
    private const int UsualBatch = 10;

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/q2q/eval", false), ("/q2q/eval", true) })
        {
            var run = routes.MapGroup(prefix).On(Service.Q2Q).WithTags("Evaluations").MapPost("/run", RunAsync).Require("impact.evaluate").WithSummary("Give a data set to a model").Idempotent();
            if (old) run.DeprecatedFor("/v1/q2q/eval/run");
        }
    }

    private static async Task<Accepted<RunStarted>> RunAsync(RunRequest body, AppDb db, RunTools tools, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        new Check().That(body.DatasetId is not null, "/datasetId", "required", "The id of a data set is required.").Range("/batchSize", body.BatchSize, 1, 50)
            .OptionalText("/provider", body.Provider, 50).OptionalText("/model", body.Model, 100)
            .That(body.ModelId is null || (body.Provider ?? body.Model) is null, "/modelId", "invalid", "Either a registered model, or provider and model.")
            .That(body.Model is null || body.Provider is not null, "/provider", "required", "Whose model it is must be said.").ThrowIfAny();
        var dataset = await DatasetsApi.LoadAsync(db, body.DatasetId!.Value, caller, ct);
        var asked = await tools.ModelOfAsync(db, body, caller.Company(), ct);
        var run = new EvaluationRun
        {
            Id = Guid.CreateVersion7(), TenantId = caller.TenantId, DatasetId = dataset.Id, DatasetName = dataset.Name, Provider = asked.Provider, Model = asked.Model,
            PromptVersion = Q2QPrompt.Version, Thresholds = asked.Thresholds, BatchSize = body.BatchSize ?? UsualBatch, JobId = Guid.CreateVersion7(), Status = "running",
            Samples = dataset.Samples, CreatedBy = caller.Id, CreatedAt = tools.Time.GetUtcNow().UtcDateTime,
        };
        await db.InTransactionAsync(async () =>
        {
            db.Add(run);
            await tools.Jobs.EnqueueAsync(new RunEvaluation(run.Id), new JobOptions(Id: run.JobId, UserId: caller.Id), ct);
            await tools.Trail.RecordAsync(new AuditEvent(run.TenantId, caller.Id, "evaluation.started", $"evaluation:{run.Id}",
                new { dataset = dataset.Id, run.Provider, run.Model, run.PromptVersion, run.Samples }), ct);
        }, ct);
        return TypedResults.Accepted($"/v1/q2q/eval/results/{run.Id}", new RunStarted(true, run.Id, run.JobId, run.Provider, run.Model, run.Samples));
    }
}

/// <summary>What a run is begun with.</summary>
internal sealed record RunTools(AiGateway Gateway, ActiveModels Active, JobQueue Jobs, Trail Trail, TimeProvider Time)
{
    /// <summary>Whom a run asks, and the thresholds of its labels: a registered model's own; else those of the active model where it is the one asked.</summary>
    /// <exception cref="ProblemException">400: it cannot be asked. 404: no such registered model.</exception>
    public async Task<(string Provider, string Model, string Thresholds)> ModelOfAsync(AppDb db, RunRequest body, Guid tenant, CancellationToken ct)
    {
        if (body.ModelId is { } id)
        {
            var registered = await db.Set<RegisteredModel>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.TenantId == tenant, ct)
                ?? throw Problem.NotFound("Model", id.ToString()).AsException();
            return Gateway.Find(registered.Provider, registered.Model) is { } found ? (found.Provider, found.Model, registered.Thresholds) : throw Unknown("/modelId");
        }

        var active = await Active.OfAsync(tenant, ct);
        var first = Gateway.Find(body.Provider ?? Gateway.Route[0].Provider) ?? throw Unknown("/provider");
        var asked = Gateway.Find(first.Provider, body.Model ?? active.Models.GetValueOrDefault(first.Provider, first.Model)) ?? throw Unknown("/model");
        return (asked.Provider, asked.Model, JsonSerializer.Serialize(active.Of(asked.Provider, asked.Model)));
    }

    private static ProblemException Unknown(string pointer) =>
        Problem.Invalid(pointer, "invalid", "The gateway's route has no such provider, or the model has no price.").AsException();
}
