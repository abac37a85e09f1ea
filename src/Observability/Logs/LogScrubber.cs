using System.Buffers;
using System.Text.RegularExpressions;

namespace Steward.Observability.Logs;

/// <summary>Takes credentials out of text whose field name does not give them away, and keeps text short.</summary>
internal static partial class LogScrubber
{
    public const string Redacted = "[redacted]";

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["ck_live_", "ck_test_", "sk-", "eyJ", "bearer", "basic ", "password", "passwd", "pwd", "secret", "token", "api_key", "api-key", "apikey", "://"],
        StringComparison.OrdinalIgnoreCase);

    public static string Clean(string text, int max)
    {
        var cut = Cut(text, max);
        if (!cut.AsSpan().ContainsAny(Signs)) return cut;
        cut = OwnKey().Replace(cut, "$1...");
        cut = ProviderKey().Replace(cut, "$1...");
        cut = WebToken().Replace(cut, Redacted);
        cut = Scheme().Replace(cut, "$1 " + Redacted);
        cut = UserInAddress().Replace(cut, "$1" + Redacted + "@");
        return Assignment().Replace(cut, "$1" + Redacted);
    }

    /// <summary>The first <paramref name="max"/> characters, never half a pair.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[max - 1]) ? max - 1 : max), "…");
    }

    [GeneratedRegex("(ck_(?:live|test)_[A-Za-z0-9]{4})[A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex OwnKey();

    [GeneratedRegex(@"\b(sk-[A-Za-z0-9_-]{4})[A-Za-z0-9_-]{8,}", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderKey();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?", RegexOptions.CultureInvariant)]
    private static partial Regex WebToken();

    [GeneratedRegex(@"\b(Bearer|Basic) (?!\[redacted\]|ck_)[A-Za-z0-9+/=._~-]{8,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(://)[^\s/@:]{0,200}:[^\s/@]{1,200}@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInAddress();

    [GeneratedRegex(
        @"((?:password|passwd|pwd|secret|api[_-]?key|\b(?:access_|refresh_)?token)\\?[""']?\s{0,3}[=:]\s{0,3}\\?[""']?)(?!\[redacted\]|ck_)[^\s""',;&}\\]{1,200}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();
}
