using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway.Admission;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Models;

/// <summary>Changes of a company's registry; each is one transaction with its audit entry. One model of a provider is active at a time.</summary>
internal sealed class ModelRegistry(AppDb db, Trail trail, AiGateway gateway, ActiveModels active, TimeProvider time)
{
    private const int MostModels = 200;

    /// <summary>Adds a model, not active yet.</summary>
    /// <exception cref="ProblemException">409: it is registered already, or there are 200.</exception>
    public async Task<RegisteredModel> AddAsync(Caller caller, (string Provider, string Model) asked, string? name, string thresholds, CancellationToken ct)
    {
        var model = New(caller.Company(), asked, name, thresholds);
        if (await db.Set<RegisteredModel>().CountAsync(m => m.TenantId == model.TenantId, ct) >= MostModels)
            throw Problem.Conflict("too_many_models", $"The registry holds at most {MostModels} models.").AsException();
        const string Known = "The model is registered with this prompt already.";
        if (await db.Set<RegisteredModel>().AnyAsync(m => m.TenantId == model.TenantId && m.Provider == model.Provider && m.Model == model.Model && m.PromptVersion == model.PromptVersion, ct))
            throw Problem.Conflict("model_registered", Known).AsException();
        await OnceAsync("model_registered", Known, async () =>
        {
            db.Add(model);
            await db.SaveChangesAsync(ct);
            await RecordAsync(caller, "model.registered", model, ct);
        }, ct);
        return model;
    }

    /// <summary>Sets the thresholds; of an active model from now on.</summary>
    public async Task<RegisteredModel> ChangeAsync(Caller caller, Guid id, string thresholds, CancellationToken ct)
    {
        var model = await LoadAsync(caller, id, ct);
        model.Thresholds = thresholds;
        await db.InTransactionAsync(() => RecordAsync(caller, "model.changed", model, ct), ct);
        active.Forget(model.TenantId);
        return model;
    }

    /// <summary>Makes a model the one that is asked of its provider, in place of another.</summary>
    /// <exception cref="ProblemException">409: it is deprecated or cannot be asked.</exception>
    public async Task<RegisteredModel> ActivateAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var model = await LoadAsync(caller, id, ct);
        if (model.Status == "deprecated" || gateway.Find(model.Provider, model.Model) is null)
            throw Problem.Conflict("model_unusable", "The model's prompt is an old one, or its provider is not configured, or it has no price: synchronise the registry.").AsException();
        await db.InTransactionAsync(async () =>
        {
            // The trail's entry first: it lets one of a company go on at a time, so who activates at the same moment sees what this has done.
            await RecordAsync(caller, "model.activated", model, ct);
            var (models, now) = (db.Set<RegisteredModel>().Where(m => m.TenantId == model.TenantId && m.Provider == model.Provider), time.GetUtcNow().UtcDateTime);
            await models.Where(m => m.Status == "active" && m.Id != id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, "inactive"), ct);
            await models.Where(m => m.Status != "active" && m.Id == id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, "active").SetProperty(m => m.EffectiveFrom, now), ct);
            await db.Entry(model).ReloadAsync(ct);
        }, ct);
        active.Forget(model.TenantId);
        return model;
    }

    /// <summary>Leaves the provider without an active model: its usual one is asked, and every label with a quote counts.</summary>
    public async Task<RegisteredModel> DeactivateAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var model = await LoadAsync(caller, id, ct);
        if (model.Status != "active") return model;
        model.Status = "inactive";
        await db.InTransactionAsync(() => RecordAsync(caller, "model.deactivated", model, ct), ct);
        active.Forget(model.TenantId);
        return model;
    }

    /// <summary>Adds what the gateway can ask and the registry does not know; deprecates what can no longer be asked or has an old prompt.</summary>
    public async Task<(int Added, int Deprecated)> SynchroniseAsync(Caller caller, CancellationToken ct)
    {
        var tenant = caller.Company();
        var (added, deprecated) = (0, 0);
        await OnceAsync("synchronised_meanwhile", "Somebody else synchronised at the same moment; read again.", async () =>
        {
            var known = await db.Set<RegisteredModel>().Where(m => m.TenantId == tenant).ToListAsync(ct);
            foreach (var model in known)
            {
                var usable = model.PromptVersion == Q2QPrompt.Version && gateway.Find(model.Provider, model.Model) is not null;
                if (usable == (model.Status != "deprecated")) continue;
                deprecated += usable ? 0 : 1;
                model.Status = usable ? "inactive" : "deprecated";
            }

            var missing = gateway.Route.Where(hop => gateway.Find(hop.Provider) is not null
                && !known.Exists(m => (m.Provider, m.Model, m.PromptVersion) == (hop.Provider, hop.Model, Q2QPrompt.Version))).ToList();
            db.AddRange(missing.Select(hop => New(tenant, hop, null, "{}")));
            added = missing.Count;
            await db.SaveChangesAsync(ct);
            if (added + deprecated > 0) await trail.RecordAsync(new AuditEvent(tenant, caller.Id, "models.synchronised", "models", new { added, deprecated }), ct);
        }, ct);
        active.Forget(tenant);
        return (added, deprecated);
    }

    private async Task<RegisteredModel> LoadAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var tenant = caller.Company();
        return await db.Set<RegisteredModel>().SingleOrDefaultAsync(m => m.Id == id && m.TenantId == tenant, ct) ?? throw Problem.NotFound("Model", id.ToString()).AsException();
    }

    private async Task OnceAsync(string code, string detail, Func<Task> work, CancellationToken ct)
    {
        try
        {
            await db.InTransactionAsync(work, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            db.ChangeTracker.Clear();
            throw Problem.Conflict(code, detail).AsException();
        }
    }

    private Task RecordAsync(Caller caller, string action, RegisteredModel model, CancellationToken ct) =>
        trail.RecordAsync(new AuditEvent(model.TenantId, caller.Id, action, $"model:{model.Id}", new { model.Name, model.Provider, model.Model, model.PromptVersion, model.Thresholds }), ct);

    private RegisteredModel New(Guid tenant, (string Provider, string Model) asked, string? name, string thresholds) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = tenant, Name = name ?? $"q2q-{asked.Provider}-{asked.Model}", Provider = asked.Provider, Model = asked.Model,
        PromptVersion = Q2QPrompt.Version, Thresholds = thresholds, Status = "inactive", CreatedAt = time.GetUtcNow().UtcDateTime,
    };
}
