using System.ComponentModel.DataAnnotations;

namespace Steward.Safety;

/// <summary>Settings under <c>Safety</c>.</summary>
public sealed class SafetyOptions
{
    /// <summary>Minutes for which a reviewer has an item to himself; renewed as often as he asks. Defaults to 10.</summary>
    [Range(0.01, 24 * 60)]
    public double LeaseMinutes { get; set; } = 10;

    /// <summary>Minutes after a decision within which it can be undone. Defaults to 60.</summary>
    [Range(0, 30 * 24 * 60)]
    public double UndoMinutes { get; set; } = 60;

    /// <summary>Hours within which an item should be decided. Defaults to 24.</summary>
    [Range(0.01, 24 * 365)]
    public double ReviewHours { get; set; } = 24;

    /// <summary>Hours within which an escalated item, or one appealed against, should be decided. Defaults to 4.</summary>
    [Range(0.01, 24 * 365)]
    public double EscalatedHours { get; set; } = 4;

    /// <summary>The share of decisions that another reviewer decides once more without seeing them, and of what would be dismissed unseen that people see all the same. Defaults to 0.05.</summary>
    [Range(0, 1)]
    public double SecondOpinionShare { get; set; } = .05;

    /// <summary>True for the drawn share of ids: always the same ones, so that a repetition draws nothing new.</summary>
    internal bool Draws(string id) => Hash(id) < SecondOpinionShare * uint.MaxValue;

    // FNV-1a, then mixed: ids of one moment differ in few characters.
    private static uint Hash(string id)
    {
        var hash = 2166136261u;
        foreach (var c in id) hash = (hash ^ c) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
        return hash ^ (hash >> 16);
    }
}
