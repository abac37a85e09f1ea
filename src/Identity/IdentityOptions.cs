using System.ComponentModel.DataAnnotations;

namespace Steward.Identity;

/// <summary>Settings under <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>Requests without credentials act as the demo tenant's administrator. Only while every address is a loopback one. Defaults to false.</summary>
    public bool Development { get; set; }

    /// <summary>Secret that signs tokens: base64 of at least 32 bytes. Defaults to one kept in the data folder.</summary>
    public string? JwtSecret { get; set; }

    /// <summary>Hours that a token holds. Defaults to 24.</summary>
    [Range(1, 720)]
    public int TokenHours { get; set; } = 24;
}

/// <summary>Settings under <c>Limits</c>: requests per caller, counted in each process.</summary>
public sealed class LimitsOptions
{
    /// <summary>Requests a minute of one person. Defaults to 100.</summary>
    [Range(1, 1_000_000)]
    public int PersonPerMinute { get; set; } = 100;

    /// <summary>Requests a minute of one address without a key. Defaults to 500.</summary>
    [Range(1, 1_000_000)]
    public int AddressPerMinute { get; set; } = 500;

    /// <summary>Requests a second of one key with the scope <c>ingest</c>. Defaults to 2000.</summary>
    [Range(1, 1_000_000)]
    public int IngestPerSecond { get; set; } = 2000;

    /// <summary>Requests a minute of any other key. Defaults to 1000.</summary>
    [Range(1, 1_000_000)]
    public int KeyPerMinute { get; set; } = 1000;

    /// <summary>Requests that a person may send at once; an address five times as many. Defaults to 10.</summary>
    [Range(1, 100_000)]
    public int Burst { get; set; } = 10;
}
