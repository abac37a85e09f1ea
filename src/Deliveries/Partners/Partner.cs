using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Runs;

namespace Steward.Deliveries.Partners;

/// <summary>What is reported: figures and the period they are of.</summary>
internal sealed record PartnerReport(PartnerMetrics Metrics, DeliveryPeriod Period);

/// <summary>A partner as it is set up here. Another partner is another value of this, not another kind of code path.</summary>
/// <param name="Platform">Its name in schedules.</param>
/// <param name="Destination">Where bodies go; null while that is not set.</param>
/// <param name="Missing">Settings without which nothing can be sent.</param>
/// <param name="Secrets">Texts that must not appear in anything kept.</param>
/// <param name="Render">The body; without a time of making when none is given.</param>
/// <param name="Dress">Adds the headers of one delivery to a request with the given raw body.</param>
internal sealed record Partner(
    string Platform, Uri? Destination, IReadOnlyList<string> Missing, IReadOnlyList<string> Secrets,
    Func<PartnerReport, DateTime?, string> Render, Action<HttpRequestMessage, Guid, byte[]> Dress)
{
    /// <summary>Whether bodies carry a signature.</summary>
    public bool Signs { get; init; }

    /// <summary>SHA-256 of the body without its time: equal reports of equal periods have equal hashes.</summary>
    public string HashOf(PartnerReport report) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Render(report, null))));
}

/// <summary>The partners that deliveries can go to.</summary>
internal sealed class PartnerList(IOptions<DeliveriesOptions> options)
{
    /// <summary>Their names, as schedules give them.</summary>
    public static readonly IReadOnlyList<string> Platforms = [BenevityAdapter.Platform];

    private readonly Dictionary<string, Partner> _byPlatform =
        new() { [BenevityAdapter.Platform] = BenevityAdapter.From(options.Value.Benevity) };

    public Partner this[string platform] => _byPlatform[platform];
}
