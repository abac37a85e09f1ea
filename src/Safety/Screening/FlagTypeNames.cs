namespace Steward.Safety.Screening;

/// <summary>The names of flag types in reasons, events and metrics.</summary>
public static class FlagTypeNames
{
    /// <summary>The lower-case name of a flag type, as on the wire.</summary>
    public static string Name(this FlagType type) => type switch
    {
        FlagType.Profanity => "profanity",
        FlagType.Spam => "spam",
        FlagType.Pii => "pii",
        _ => "toxicity",
    };
}
