using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;

namespace Steward.Observability.Logs;

/// <summary>A log field as it is printed: its name in snake case, and whether its value may be.</summary>
internal sealed record FieldName(string Text, bool IsSecret, bool IsHidden)
{
    private const int MaxKnown = 2000;
    private const int MaxLength = 60;

    private static readonly ConcurrentDictionary<string, FieldName> Known = new(StringComparer.Ordinal);

    private static readonly FrozenSet<string> SecretWords = new[]
    {
        "authorization", "key", "keys", "apikey", "secret", "secrets", "token", "password", "passwords", "passwd", "pwd", "text", "texts", "prompt",
        "prompts", "completion", "body", "cookie", "credential", "credentials", "otp", "email", "phone", "connectionstring",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What a secret is called, how long it is or how many there are is no secret: key_prefix, body_bytes, prompt_version.
    private static readonly FrozenSet<string> Facts = new[]
    {
        "id", "count", "length", "size", "bytes", "chars", "prefix", "type", "name", "version", "kind", "status", "hash",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Raw paths and connection ids of the server's own scope, and the template, which the message already is.
    private static readonly FrozenSet<string> Hidden = new[]
    {
        "{OriginalFormat}", "RequestPath", "ConnectionId", "ParentId", "TraceIdentifier",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static FieldName Of(string key)
    {
        if (Known.TryGetValue(key, out var known)) return known;
        var made = Make(key);
        if (Known.Count < MaxKnown) Known.TryAdd(key, made);
        return made;
    }

    private static FieldName Make(string key)
    {
        if (Hidden.Contains(key)) return new FieldName(key, false, true);
        var name = Snake(key.Length > MaxLength ? key[..MaxLength] : key);
        var words = name.Split('_');
        var isSecret = words.Any(SecretWords.Contains) && !(words.Length > 1 && Facts.Contains(words[^1]));
        return new FieldName(name, isSecret, false);
    }

    private static string Snake(string key)
    {
        var text = new StringBuilder(key.Length + 8);
        for (var i = 0; i < key.Length; i++)
        {
            var c = key[i];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                if (text.Length > 0 && text[^1] != '_') text.Append('_');
                continue;
            }

            var startsWord = char.IsAsciiLetterUpper(c) && i > 0
                && (char.IsAsciiLetterLower(key[i - 1]) || char.IsAsciiDigit(key[i - 1]) || (i + 1 < key.Length && char.IsAsciiLetterLower(key[i + 1])));
            if (startsWord && text.Length > 0 && text[^1] != '_') text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString().Trim('_') is { Length: > 0 } name ? name : "field";
    }
}
