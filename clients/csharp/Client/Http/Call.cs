using System.Globalization;
using System.Text;

namespace Steward.Client.Http;

/// <summary>One call: what to send where, and whether sending it twice does nothing twice.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public object? Body { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public bool Repeatable { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>An answer of 503 is what was asked for, not a failure.</summary>
    public bool AnyStatus { get; init; }

    public static Call Get(string path) => new(HttpMethod.Get, path) { Repeatable = true };

    public static Call Put(string path, object body) => new(HttpMethod.Put, path) { Body = body, Repeatable = true };

    public static Call Delete(string path) => new(HttpMethod.Delete, path) { Repeatable = true };

    /// <summary>A post that the server executes once however often it arrives.</summary>
    public static Call PostOnce(string path, object? body) =>
        new(HttpMethod.Post, path) { Body = body, Repeatable = true, Headers = [("Idempotency-Key", Guid.CreateVersion7().ToString())] };

    /// <summary>A post whose repetition the server does not recognise.</summary>
    public static Call Post(string path, object? body) => new(HttpMethod.Post, path) { Body = body };
}

/// <summary>Writes paths: each part escaped, absent query values left out.</summary>
internal static class CallPath
{
    public static string Part(string value) => Uri.EscapeDataString(value);

    public static string Query(string path, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in values)
        {
            if (value is null) continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(Text(value)));
            separator = '&';
        }

        return text.ToString();
    }

    private static string Text(object value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
