using System.Text.Json;
using System.Text.RegularExpressions;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;

namespace Steward.Gateway.Prices;

/// <summary>
/// Reads the table that the LiteLLM project keeps: a member per model, prices as US dollars per token. Its numbers are read digit by digit, so that none
/// is rounded. Taken are the models that talk or embed, of the providers that can be asked here; the rest is counted by why it was left out.
/// </summary>
internal static partial class LiteLlmPrices
{
    // By which name of a provider, where two have the same model: that of the endpoint we ask comes first.
    private static readonly Dictionary<string, (string Provider, int Rank)> Providers = new()
    {
        ["openai"] = ("openai", 0), ["anthropic"] = ("anthropic", 0), ["gemini"] = ("google", 0), ["vertex_ai-language-models"] = ("google", 1), ["vertex_ai-embedding-models"] = ("google", 1),
    };

    public static PriceFile Read(JsonElement body, Check check)
    {
        var (found, skipped) = (new Dictionary<(string, string), (int Rank, PriceRow Row)>(), new Dictionary<string, int>());
        foreach (var member in body.EnumerateObject())
        {
            if (Unwanted(member) is { } reason)
            {
                skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
                continue;
            }

            var (provider, rank) = Providers[TextOf(member.Value, "litellm_provider")!];
            var row = new Line(member, check).ToRow(provider, Prefix().Replace(member.Name, ""));
            if (!found.TryGetValue((provider, row.Model!), out var other) || rank < other.Rank) found[(provider, row.Model!)] = (rank, row);
        }

        return new PriceFile(null, null, "LiteLLM, model_prices_and_context_window.json", [.. found.Values.Select(f => f.Row)]) { Skipped = skipped };
    }

    private static string? Unwanted(JsonProperty member) =>
        member.Value.ValueKind != JsonValueKind.Object || member.Name is "" or "sample_spec" || member.Name.Length > 200 ? "no model"
        : !Providers.ContainsKey(TextOf(member.Value, "litellm_provider") ?? "") ? "provider that cannot be asked here"
        : TextOf(member.Value, "mode") is not ("chat" or "embedding") ? "mode " + Short(TextOf(member.Value, "mode") ?? "unknown")
        : member.Value.TryGetProperty("tiered_pricing", out _) ? "priced by ranges"
        : !member.Value.TryGetProperty("input_cost_per_token", out _) || (TextOf(member.Value, "mode") == "chat" && !member.Value.TryGetProperty("output_cost_per_token", out _)) ? "no price per token"
        : null;

    private static string? TextOf(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];

    /// <summary>One model's member.</summary>
    private readonly struct Line(JsonProperty member, Check check)
    {
        public PriceRow ToRow(string provider, string model)
        {
            var (plain, self) = (Buckets(""), this);
            var tiers = member.Value.EnumerateObject().Select(m => Above().Match(m.Name)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct()
                .Select(k => self.Tier(int.Parse(k, System.Globalization.CultureInfo.InvariantCulture))).OrderBy(t => t.Above).ToList();
            return new PriceRow
            {
                Provider = provider, Model = model, Input = plain.Input, Cached = plain.Cached, CacheWrite = plain.CacheWrite, CacheWriteLong = plain.CacheWriteLong,
                Output = plain.Output ?? 0, Reasoning = plain.Reasoning, Batch = Batch("_batches"), Tiers = tiers.Count == 0 ? null : tiers,
                MaxInput = Count("max_input_tokens"), MaxOutput = Count("max_output_tokens"),
            };
        }

        private TierPrices Tier(int thousands)
        {
            var suffix = $"_above_{thousands}k_tokens";
            var prices = Buckets(suffix);
            return new TierPrices
            {
                Above = thousands * 1000L, Input = prices.Input, Cached = prices.Cached, CacheWrite = prices.CacheWrite, CacheWriteLong = prices.CacheWriteLong,
                Output = prices.Output, Reasoning = prices.Reasoning, Batch = Batch(suffix + "_batches"),
            };
        }

        private BucketPrices? Batch(string suffix) => Buckets(suffix) is { Input: not null } batch ? batch : null;

        private BucketPrices Buckets(string suffix) => new()
        {
            Input = Usd("input_cost_per_token" + suffix), Cached = Usd("cache_read_input_token_cost" + suffix),
            CacheWrite = Usd("cache_creation_input_token_cost" + suffix), CacheWriteLong = Usd("cache_creation_input_token_cost_above_1hr" + suffix),
            Output = Usd("output_cost_per_token" + suffix), Reasoning = Usd("output_cost_per_reasoning_token" + suffix),
        };

        private decimal? Usd(string name)
        {
            if (!member.Value.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
            var pointer = $"/{member.Name.Replace("~", "~0").Replace("/", "~1")}/{name}";
            if (value.ValueKind != JsonValueKind.Number)
            {
                check.That(false, pointer, "wrong_type", "A number is required.");
                return null;
            }

            // What is too large or too small for a decimal number is no price either.
            var read = value.TryGetDecimal(out var usd) && Math.Abs(usd) <= 1 && (usd != 0 || value.GetDouble() == 0);
            check.That(read, pointer, Math.Abs(value.GetDouble()) > 1 ? "out_of_range" : "too_fine", "A price in US dollars per token is required.");
            if (read) check.Amount(pointer, usd * 1_000_000);
            return read ? usd * 1_000_000 : null;
        }

        private long? Count(string name) => member.Value.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var tokens) && tokens > 0 ? tokens : null;
    }

    [GeneratedRegex("^(openai|gemini|vertex_ai|anthropic)/", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex("^input_cost_per_token_above_([1-9][0-9]{0,5})k_tokens$", RegexOptions.CultureInvariant)]
    private static partial Regex Above();
}
