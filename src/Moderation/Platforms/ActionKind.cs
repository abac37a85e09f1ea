namespace Steward.Moderation.Platforms;

/// <summary>What can be done about a comment. <c>flag</c> asks nothing of a platform: a person is to look at it.</summary>
internal static class ActionKind
{
    public const string Allow = "allow";
    public const string Flag = "flag";
    public const string Hide = "hide";
    public const string Delete = "delete";
    public const string Reply = "reply";
    public const string Pin = "pin";
    public const string TimeOut = "timeout";
    public const string Ban = "ban";

    public static readonly string[] All = [Allow, Flag, Hide, Delete, Reply, Pin, TimeOut, Ban];
}

/// <summary>What a platform can do.</summary>
/// <param name="Action">The action.</param>
/// <param name="How">What it comes to there, for people.</param>
/// <param name="Askable">Whether the platform can be asked afterwards if it was done.</param>
/// <param name="Repeatable">Whether the platform knows a request that it has had: sent again it changes nothing.</param>
internal sealed record Capability(string Action, string How, bool Askable, bool Repeatable = false);

/// <summary>Most requests to a platform for one account.</summary>
/// <param name="PerMinute">In any minute.</param>
/// <param name="PerHour">In any hour.</param>
/// <param name="Burst">In one second.</param>
internal sealed record PlatformLimits(int PerMinute, int PerHour, int Burst);
