using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Gateway.Spend;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Prices;

/// <summary>Prices of one version, in US dollars per million tokens. The whole of it can be changed and imported again.</summary>
internal sealed record PricesResponse(string Version, DateTime EffectiveFrom, string Source, bool InForce, IReadOnlyList<PriceRow> Prices);

/// <summary>A version of the price table.</summary>
/// <param name="Version">Its name, which ledger entries carry.</param>
/// <param name="EffectiveFrom">From when it holds, UTC.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="ImportedBy">Who brought it; <c>system</c> for those that were shipped with the server.</param>
/// <param name="ImportedAt">When, UTC.</param>
/// <param name="InForce">Calls are paid by it now.</param>
internal sealed record PriceVersionLine(string Version, DateTime EffectiveFrom, string Source, string ImportedBy, DateTime ImportedAt, bool InForce);

/// <summary>All versions, the newest first.</summary>
internal sealed record PriceVersionsResponse(IReadOnlyList<PriceVersionLine> Versions);

/// <summary>What an import does, or would do.</summary>
/// <param name="Version">The new version's name.</param>
/// <param name="EffectiveFrom">From when it holds, UTC.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Taken">Models whose prices were taken.</param>
/// <param name="Skipped">Lines of the file that were left out, by reason.</param>
/// <param name="Diff">What changes from the version that holds until then.</param>
internal sealed record ImportResponse(string Version, DateTime EffectiveFrom, bool DryRun, int Taken, IReadOnlyDictionary<string, int> Skipped, PriceDiff Diff);

/// <summary>How a file is imported.</summary>
internal sealed record ImportQuery
{
    /// <summary>The new version's name, up to 50 letters, digits, dots and dashes; what the file says, or one made from what it holds.</summary>
    public string? Version { get; init; }

    /// <summary>From when it holds, later than the version in force; what the file says, or now.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Where it is from, up to 500 characters.</summary>
    public string? Source { get; init; }

    /// <summary>Only show what would change.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>What an import touches.</summary>
internal sealed record PriceTools(PriceTable Table, PriceVersions Versions, AppDb Db, Trail Trail, TimeProvider Time);

internal static class PricesApi
{
    /// <summary>Corrections by hand carry this in place of a version.</summary>
    public const string ByHand = "manual";

    private const int MostBodyBytes = 8 * 1024 * 1024;

    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        var prices = routes.MapGroup("/v1/prices").On(Service.Platform).WithTags("Prices");
        prices.MapGet("", ListAsync).Require("gateway.read").WithSummary("What models cost; of the version in force unless another is named");
        prices.MapGet("/versions", VersionsAsync).Require("gateway.read").WithSummary("The versions of the price table");
        prices.MapGet("/diff", DiffAsync).Require("gateway.read").WithSummary("What changes from one version to another; from the shipped one to the one in force unless others are named");
        prices.MapPost("", ImportAsync).Require("prices.import").WithMetadata(new BodyLimit(MostBodyBytes)).Idempotent()
            .WithSummary("Lay a file's prices over the table: ours, or LiteLLM's; with dryRun=true show what would change");
    }

    private static async Task<Ok<PricesResponse>> ListAsync(string? provider, string? model, string? version, PriceTools tools, CancellationToken ct)
    {
        new Check().OptionalText("/provider", provider, 50).OptionalText("/model", model, 200).OptionalText("/version", version, 50).ThrowIfAny();
        var list = await VersionAsync(tools, version, tools.Table.Current, ct);
        var of = provider is null ? null : tools.Table.ProviderOf(provider.ToLowerInvariant());
        return TypedResults.Ok(new PricesResponse(list.Version.Version, list.Version.EffectiveFrom, list.Version.Source, list.Version.Version == tools.Table.Version,
            [.. list.Rows.Where(r => (of is null || r.Provider == of) && (model is null || r.Names.Contains(model)))]));
    }

    private static async Task<Ok<PriceVersionsResponse>> VersionsAsync(PriceTools tools, CancellationToken ct)
    {
        var inForce = tools.Table.Version;
        return TypedResults.Ok(new PriceVersionsResponse([.. (await tools.Versions.ListAsync(ct)).Select(v =>
            new PriceVersionLine(v.Version, v.EffectiveFrom, v.Source, v.ImportedBy, v.ImportedAt, v.Version == inForce))]));
    }

    private static async Task<Ok<PriceDiff>> DiffAsync(string? from, string? to, PriceTools tools, CancellationToken ct)
    {
        new Check().OptionalText("/from", from, 50).OptionalText("/to", to, 50).ThrowIfAny();
        return TypedResults.Ok(PriceDiff.Between(await VersionAsync(tools, from, ShippedPrices.List, ct), await VersionAsync(tools, to, tools.Table.Current, ct)));
    }

    private static async Task<Results<Created<ImportResponse>, Ok<ImportResponse>>> ImportAsync(
        JsonElement body, [AsParameters] ImportQuery query, PriceTools tools, HttpContext http, CancellationToken ct)
    {
        var file = PriceFile.Read(body);
        var version = VersionOf(file, query, tools, http.Caller());
        var before = tools.Table.At(version.EffectiveFrom);
        var list = new PriceList(version, before.Under(file.Rows));
        if (await tools.Versions.FindAsync(version.Version, ct) is not null) throw Taken(version.Version);
        var answer = new ImportResponse(version.Version, version.EffectiveFrom, query.DryRun == true, file.Rows.Count, file.Skipped, PriceDiff.Between(before, list));
        if (answer.DryRun) return TypedResults.Ok(answer);
        try
        {
            await tools.Db.InTransactionAsync(async () =>
            {
                tools.Db.Add(PriceVersionRow.Of(list));
                var counts = new { version.Version, version.EffectiveFrom, version.Source, taken = answer.Taken, added = answer.Diff.Added.Count, changed = answer.Diff.Changed.Count };
                await tools.Trail.RecordAsync(new AuditEvent(http.Caller().TenantId, http.Caller().Id, "prices.imported", $"prices:{version.Version}", counts), ct);
                tools.Db.AfterCommit(() => tools.Table.Take(list));
            }, ct);
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw Taken(version.Version);
        }

        return TypedResults.Created($"/v1/prices?version={Uri.EscapeDataString(version.Version)}", answer);
    }

    private static PriceVersion VersionOf(PriceFile file, ImportQuery query, PriceTools tools, Caller caller)
    {
        var now = tools.Time.GetUtcNow();
        var name = query.Version ?? file.Version ?? "import-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PriceVersions.Write(file.Rows))))[..8];
        var (from, inForce) = (query.EffectiveFrom ?? file.EffectiveFrom ?? now, tools.Table.Current.Version);
        var source = query.Source ?? file.Source;
        new Check().Text("/version", name, PriceVersionRow.MostVersion).That(name != ByHand && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'), "/version", "invalid", "Letters, digits, dots and dashes make a name.")
            .That(from.UtcDateTime > inForce.EffectiveFrom && from < now.AddYears(10), "/effectiveFrom", "out_of_range", $"{inForce.Version} holds since {inForce.EffectiveFrom:yyyy-MM-dd'T'HH:mm:ss'Z'}; a version begins after it.")
            .Text("/source", source, PriceVersionRow.MostSource).ThrowIfAny();
        return new PriceVersion(name, from.UtcDateTime, source!, caller.Id, now.UtcDateTime);
    }

    private static async Task<PriceList> VersionAsync(PriceTools tools, string? version, PriceList otherwise, CancellationToken ct) =>
        version is null ? otherwise : await tools.Versions.FindAsync(version, ct) ?? throw Problem.NotFound("Version of prices", version).AsException();

    private static ProblemException Taken(string version) => Problem.Conflict("version_exists", $"There is a version {version} already; versions never change. Give another name.").AsException();
}
