using Steward.Platform.Errors;

namespace Steward.Moderation.Platforms;

/// <summary>All platforms.</summary>
internal static class PlatformList
{
    public static readonly IReadOnlyList<SocialPlatform> All =
        [new InstagramPlatform(), new TikTokPlatform(), new YouTubePlatform(), new RedditPlatform(), new DiscordPlatform(), new WebhookPlatform()];

    public static readonly string[] Names = [.. All.Select(p => p.Name)];

    public static SocialPlatform? Find(string? name) => All.FirstOrDefault(p => p.Name == name);

    public static SocialPlatform Of(string name) => Find(name) ?? throw new InvalidOperationException($"There is no platform '{name}'.");

    /// <summary>The platform that a path names.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public static SocialPlatform InPath(string name) => Find(name) ?? throw Problem.NotFound("Platform", name).AsException();
}
