using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Gateway.Admission;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Models;

/// <summary>A model to register.</summary>
/// <param name="Provider">A provider on the gateway's route.</param>
/// <param name="Model">One of its models that has a price.</param>
/// <param name="Name">What people call it; <c>q2q-{provider}-{model}</c> unless given.</param>
/// <param name="Thresholds">The least confidence of labels, 0 to 1.</param>
internal sealed record RegisterModel(string? Provider, string? Model, string? Name, Dictionary<string, double>? Thresholds);

/// <summary>New thresholds, in place of all there were.</summary>
internal sealed record ChangeModel(Dictionary<string, double>? Thresholds);

/// <summary>Registered models, oldest first.</summary>
internal sealed record ModelsResponse(bool Success, IReadOnlyList<ModelResponse> Models);

/// <summary>What synchronising did.</summary>
internal sealed record SynchronisedResponse(bool Success, int Added, int Deprecated, IReadOnlyList<ModelResponse> Models);

/// <summary>A registered model. <paramref name="Name"/> is the entry's, <paramref name="Version"/> the prompt's; status is active, inactive or deprecated.</summary>
internal sealed record ModelResponse(Guid Id, string Name, string Version, string Provider, string Status, ModelConfig Config)
{
    public static ModelResponse Of(RegisteredModel model) => new(model.Id, model.Name, model.PromptVersion, model.Provider, model.Status,
        new ModelConfig(model.Model, JsonSerializer.Deserialize<Dictionary<string, double>>(model.Thresholds)!, model.EffectiveFrom));
}

/// <summary>The provider's name for the model, the least confidence of its labels, and since when it is or was active.</summary>
internal sealed record ModelConfig(string Model, IReadOnlyDictionary<string, double> Thresholds, DateTime? EffectiveFrom);

internal static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/q2q", false), ("/q2q", true) })
        {
            var q2q = routes.MapGroup(prefix).On(Service.Q2Q).WithTags("Models");
            var mapped = new (string Path, RouteHandlerBuilder Route)[]
            {
                ("/models", q2q.MapGet("/models", ListAsync).Require("impact.read").WithSummary("The registered models")),
                ("/models/{id}", q2q.MapGet("/models/{id:guid}", GetAsync).Require("impact.read").WithSummary("One model")),
                ("/registry/models", q2q.MapGet("/registry/models", ListAsync).Require("impact.read").WithSummary("The registered models")),
                ("/registry/models/{id}", q2q.MapGet("/registry/models/{id:guid}", GetAsync).Require("impact.read").WithSummary("One model")),
                ("/registry/models/active/{provider}", q2q.MapGet("/registry/models/active/{provider}", ActiveAsync).Require("impact.read").WithSummary("A provider's active model")),
                ("/registry/models", q2q.MapPost("/registry/models", RegisterAsync).Require("impact.models").WithSummary("Register a model").Idempotent()),
                ("/registry/models/{id}", q2q.MapPut("/registry/models/{id:guid}", ChangeAsync).Require("impact.models").WithSummary("Set a model's thresholds")),
                ("/registry/models/{id}/activate", q2q.MapPost("/registry/models/{id:guid}/activate", ActivateAsync).Require("impact.models").WithSummary("Have it asked of its provider")),
                ("/registry/models/{id}/deactivate", q2q.MapPost("/registry/models/{id:guid}/deactivate", DeactivateAsync).Require("impact.models").WithSummary("Have the provider's usual model asked")),
                ("/registry/sync", q2q.MapPost("/registry/sync", SynchroniseAsync).Require("impact.models").WithSummary("Register what the gateway can ask")),
            };
            if (!old) continue;
            foreach (var (path, route) in mapped) route.DeprecatedFor("/v1/q2q" + path);
        }
    }

    private static async Task<Ok<ModelsResponse>> ListAsync(AppDb db, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new ModelsResponse(true, await AllAsync(db, http.Caller().TenantId, ct)));

    private static async Task<Ok<ModelsResponse>> GetAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        var model = await db.Set<RegisteredModel>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.TenantId == tenant, ct)
            ?? throw Problem.NotFound("Model", id.ToString()).AsException();
        return TypedResults.Ok(new ModelsResponse(true, [ModelResponse.Of(model)]));
    }

    private static async Task<Ok<ModelsResponse>> ActiveAsync(string provider, AppDb db, AiGateway gateway, HttpContext http, CancellationToken ct)
    {
        var (tenant, name) = (http.Caller().TenantId, gateway.Find(provider)?.Provider ?? provider);
        var model = await db.Set<RegisteredModel>().AsNoTracking().SingleOrDefaultAsync(m => m.TenantId == tenant && m.Provider == name && m.Status == "active", ct)
            ?? throw Problem.NotFound("Active model", provider).AsException();
        return TypedResults.Ok(new ModelsResponse(true, [ModelResponse.Of(model)]));
    }

    private static async Task<Created<ModelsResponse>> RegisterAsync(RegisterModel body, ModelRegistry registry, AiGateway gateway, HttpContext http, CancellationToken ct)
    {
        var check = Checked(body.Thresholds).Text("/provider", body.Provider, 50).Text("/model", body.Model, 100).OptionalText("/name", body.Name, Check.MaxIdLength);
        var asked = body is { Provider: { } provider, Model: { } name } ? gateway.Find(provider, name) : null;
        check.That(asked is not null || body.Provider is null || body.Model is null, "/model", "invalid", "The gateway's route has no such provider, or the model has no price.").ThrowIfAny();
        var model = await registry.AddAsync(http.Caller(), asked!.Value, body.Name, ThresholdsOf(body.Thresholds), ct);
        return TypedResults.Created($"/v1/q2q/models/{model.Id}", new ModelsResponse(true, [ModelResponse.Of(model)]));
    }

    private static async Task<Ok<ModelsResponse>> ChangeAsync(Guid id, ChangeModel body, ModelRegistry registry, HttpContext http, CancellationToken ct)
    {
        Checked(body.Thresholds).That(body.Thresholds is not null, "/thresholds", "required", "Thresholds by label are required; {} for none.").ThrowIfAny();
        return TypedResults.Ok(new ModelsResponse(true, [ModelResponse.Of(await registry.ChangeAsync(http.Caller(), id, ThresholdsOf(body.Thresholds), ct))]));
    }

    private static async Task<Ok<ModelsResponse>> ActivateAsync(Guid id, ModelRegistry registry, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new ModelsResponse(true, [ModelResponse.Of(await registry.ActivateAsync(http.Caller(), id, ct))]));

    private static async Task<Ok<ModelsResponse>> DeactivateAsync(Guid id, ModelRegistry registry, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new ModelsResponse(true, [ModelResponse.Of(await registry.DeactivateAsync(http.Caller(), id, ct))]));

    private static async Task<Ok<SynchronisedResponse>> SynchroniseAsync(ModelRegistry registry, AppDb db, HttpContext http, CancellationToken ct)
    {
        var (added, deprecated) = await registry.SynchroniseAsync(http.Caller(), ct);
        return TypedResults.Ok(new SynchronisedResponse(true, added, deprecated, await AllAsync(db, http.Caller().TenantId, ct)));
    }

    // A registry holds at most 200 models and a few that synchronising added.
    private static async Task<IReadOnlyList<ModelResponse>> AllAsync(AppDb db, Guid tenant, CancellationToken ct) =>
        [.. (await db.Set<RegisteredModel>().AsNoTracking().Where(m => m.TenantId == tenant).OrderBy(m => m.Id).Take(1000).ToListAsync(ct)).Select(ModelResponse.Of)];

    private static Check Checked(Dictionary<string, double>? thresholds)
    {
        var check = new Check();
        foreach (var (label, least) in thresholds ?? [])
            check.That(Q2QVocabulary.EvidenceLabels.Contains(label), $"/thresholds/{label}", "invalid", "It is no label that rests on quotes.").Range($"/thresholds/{label}", least, 0, 1);
        return check;
    }

    private static string ThresholdsOf(Dictionary<string, double>? thresholds) => JsonSerializer.Serialize(thresholds ?? []);
}
