using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Platforms;

/// <summary>The capability matrix.</summary>
internal sealed record PlatformsResponse(IReadOnlyList<PlatformView> Platforms);

/// <summary>What one platform can do; actions that are not listed are refused as unsupported.</summary>
internal sealed record PlatformView(
    string Name, string Title, string Inbound, bool SignIn, IReadOnlyList<string> Needs, PlatformLimits Limits, IReadOnlyDictionary<string, CapabilityView> Actions, IReadOnlyList<string> Unsupported)
{
    public static PlatformView Of(SocialPlatform platform) => new(platform.Name, platform.Title,
        platform.SendsEvents ? (platform.Polls ? "events and poll" : "events") : "poll", platform.SignIn is not null, platform.Needs, platform.Limits,
        platform.Capabilities.ToDictionary(c => c.Action, c => new CapabilityView(c.How, c.Askable, c.Repeatable)),
        [.. ActionKind.All.Where(a => a != ActionKind.Flag && platform.Can(a) is null)]);
}

/// <summary>What an action comes to, and whether the platform can be asked afterwards if it was done.</summary>
internal sealed record CapabilityView(string How, bool Askable, bool Repeatable);

internal static class PlatformsApi
{
    public static void MapPlatforms(this IEndpointRouteBuilder routes) =>
        routes.Moderation("/platforms", "Platforms").MapGet("", List).Require("moderation.read").WithSummary("What each platform can do");

    private static Ok<PlatformsResponse> List() => TypedResults.Ok(new PlatformsResponse([.. PlatformList.All.Select(PlatformView.Of)]));
}
