using System.ComponentModel.DataAnnotations;

namespace Steward.Moderation;

/// <summary>Settings under <c>Moderation</c>.</summary>
public sealed class ModerationOptions
{
    /// <summary>Key that credentials of platforms are encrypted with: base64 of 32 bytes. Defaults to one kept in the data folder; processes that share a database need the same.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Whether a platform's address may be this machine or a private network. Defaults to true in development mode and to false otherwise.</summary>
    public bool? AllowPrivateAddresses { get; set; }

    /// <summary>Seconds that a platform may take to answer. Defaults to 30.</summary>
    [Range(0.1, 120)]
    public double CallSeconds { get; set; } = 30;

    /// <summary>Seconds between two looks at a platform that sends no events. Defaults to 60.</summary>
    [Range(1, 86_400)]
    public int PollSeconds { get; set; } = 60;

    /// <summary>Hours in which a person has to decide about a flagged comment. Defaults to 48.</summary>
    [Range(1, 720)]
    public int DecideHours { get; set; } = 48;

    /// <summary>Days that comments and what was done about them are kept. Defaults to 90.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 90;

    /// <summary>Minutes that a verdict on the same text is used again. Defaults to 60; 0 is never.</summary>
    [Range(0, 1440)]
    public int VerdictMinutes { get; set; } = 60;

    /// <summary>Minutes that figures are used again. Defaults to 5; 0 is never.</summary>
    [Range(0, 60)]
    public int FigureMinutes { get; set; } = 5;
}
