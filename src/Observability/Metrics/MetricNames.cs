using System.Text;

namespace Steward.Observability.Metrics;

/// <summary>
/// Turns instrument names into Prometheus names: <c>http.server.request.duration</c> in <c>s</c> becomes
/// <c>http_server_request_duration_seconds</c>. A name with an underscore and no dot is already a Prometheus name and stays as it is.
/// </summary>
internal static class MetricNames
{
    public static string Of(string name, string? unit, MetricKind kind, bool isPlainGauge)
    {
        var clean = Clean(name);
        if (name.Contains('_') && !name.Contains('.')) return clean;

        var hadTotal = kind == MetricKind.Counter && clean.EndsWith("_total", StringComparison.Ordinal);
        if (hadTotal) clean = clean[..^"_total".Length];
        var suffix = unit == "1" ? (isPlainGauge ? "ratio" : null) : UnitWord(unit);
        if (suffix is not null && !EndsWithWord(clean, suffix)) clean = $"{clean}_{suffix}";
        if (kind == MetricKind.Counter) return clean + "_total";
        return kind == MetricKind.Gauge ? WithoutReservedSuffix(clean) : clean;
    }

    /// <summary>The runtime declares two levels, which rise and fall, as counters; a rate over them would be nonsense.</summary>
    public static bool IsLevelCalledCounter(string name) => name is "dotnet.thread_pool.thread.count" or "dotnet.thread_pool.queue.length";

    /// <summary>The unit as Prometheus spells it, or null where the unit is a count of things (<c>{request}</c>) or absent.</summary>
    public static string? UnitWord(string? unit) => unit switch
    {
        null or "" or "1" => null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "%" => "percent",
        "Cel" => "celsius",
        "By/s" => "bytes_per_second",
        _ when unit[0] == '{' => null,
        _ => Clean(unit.ToLowerInvariant()),
    };

    /// <summary>Letters, digits and single underscores; the same rule serves label names.</summary>
    public static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(c);
            else if (text.Length == 0 || text[^1] != '_') text.Append('_');
        }

        if (text.Length == 0 || char.IsAsciiDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }

    public static bool EndsWithWord(string name, string word) =>
        name == word || (name.EndsWith(word, StringComparison.Ordinal) && name[^(word.Length + 1)] == '_');

    // _count, _sum and _bucket belong to histograms: a gauge `dotnet.assembly.count` is the number of `dotnet_assemblies`.
    private static string WithoutReservedSuffix(string name)
    {
        if (EndsWithWord(name, "count") && name.Length > "_count".Length) return Plural(name[..^"_count".Length]);
        return EndsWithWord(name, "sum") || EndsWithWord(name, "bucket") ? name + "_value" : name;
    }

    private static string Plural(string noun) =>
        noun.EndsWith('s') ? noun
        : noun.Length > 2 && noun[^1] == 'y' && !"aeiou".Contains(noun[^2]) ? noun[..^1] + "ies"
        : noun + "s";
}
