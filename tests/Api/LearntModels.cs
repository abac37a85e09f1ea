using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Safety.Learning;

namespace Api;

/// <summary>Learnt models without the sixty decisions that it takes to train one.</summary>
internal static class LearntModels
{
    public static async Task<Guid> AddLearntModelAsync(this TestServer server, Guid tenant)
    {
        await using var scope = server.Scope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<AppDb>(), DateTime.UtcNow);
        var none = System.Text.Json.JsonSerializer.Serialize(new StoredQuality(new ModelQuality(Bound.None.Right, Bound.None.Right, .5, 1, 1, 1, .5), Bound.None, Bound.None), System.Text.Json.JsonSerializerOptions.Web);
        var model = new LearntModel
        {
            Id = Guid.CreateVersion7(), TenantId = tenant, Version = 1, State = "draft", TrainedBy = "somebody", TrainedAt = now, ChangedBy = "somebody", ChangedAt = now, Quality = none, Weights = [],
        };
        db.Add(model);
        await db.SaveChangesAsync(Answers.Ct);
        return model.Id;
    }
}
