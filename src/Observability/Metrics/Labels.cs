using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Steward.Observability.Metrics;

/// <summary>Reads the tags of one measurement: their hash for the table, and their text once, when a set is first seen.</summary>
internal static class Labels
{
    public const int MaxLabels = 16;
    public const int MaxValueLength = 200;

    // Values without a bound: they would make one series per caller and put personal data into the scrape.
    private static readonly FrozenSet<string> Unbounded = new[]
    {
        "network.peer.address", "network.peer.port", "client.address", "client.port", "url.path", "url.full", "url.query",
        "user_id", "user.id", "enduser.id", "email", "session_id", "request_id", "trace_id", "exception.message",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Counts(string name) => !Unbounded.Contains(name);

    /// <summary>Keys enter by their length only: they are few and literal, and the comparison that follows settles the rest.</summary>
    public static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 17u;
        foreach (ref readonly var tag in tags)
        {
            if (!Counts(tag.Key)) continue;
            var value = tag.Value is string text ? text.GetHashCode() : tag.Value?.GetHashCode() ?? 0;
            hash = ((hash ^ (uint)tag.Key.Length) * 0x9E3779B1) ^ (uint)value;
            hash = (hash << 13) | (hash >> 19);
        }

        hash ^= hash >> 15;
        return (int)(hash * 0x85EBCA77);
    }

    public static bool Same(KeyValuePair<string, object?>[] kept, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var i = 0;
        foreach (ref readonly var tag in tags)
        {
            if (!Counts(tag.Key)) continue;
            if (i == kept.Length) return false;
            ref readonly var mine = ref kept[i++];
            if (!string.Equals(mine.Key, tag.Key) || !SameValue(mine.Value, tag.Value)) return false;
        }

        return i == kept.Length;
    }

    public static KeyValuePair<string, object?>[] Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = new List<KeyValuePair<string, object?>>(tags.Length);
        foreach (ref readonly var tag in tags)
        {
            if (Counts(tag.Key)) kept.Add(tag);
        }

        return [.. kept];
    }

    /// <summary><c>a="1",b="x"</c>, sorted by name, so that the same set in another order is the same series.</summary>
    public static string Text(ReadOnlySpan<KeyValuePair<string, object?>> kept)
    {
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var tag in kept)
        {
            if (named.Count == MaxLabels) break;
            // An empty label and a missing one are the same series to Prometheus.
            if (ValueText(tag.Value) is { Length: > 0 } value) named[Name(tag.Key)] = value;
        }

        var text = new StringBuilder();
        foreach (var (name, value) in named)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"");
            Escape(text, value);
            text.Append('"');
        }

        return text.ToString();
    }

    private static bool SameValue(object? a, object? b) =>
        ReferenceEquals(a, b) || (a is string x ? b is string y && string.Equals(x, y) : a is not null && a.Equals(b));

    private static string Name(string key)
    {
        var name = MetricNames.Clean(key);
        return name is "le" or "quantile" or "overflow" || name.StartsWith("__", StringComparison.Ordinal) ? "label_" + name.TrimStart('_') : name;
    }

    private static string ValueText(object? value)
    {
        var text = value switch
        {
            null => "",
            string s => s,
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        if (text.Length <= MaxValueLength) return text;
        return text[..(char.IsHighSurrogate(text[MaxValueLength - 1]) ? MaxValueLength - 1 : MaxValueLength)];
    }

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}
