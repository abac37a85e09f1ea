using System.Buffers;

namespace Steward.Privacy.Detection;

/// <summary>Words near a number that say what it is. Whole words or beginnings of words only: "tel" is not found in "hotel".</summary>
internal static class ContextWords
{
    private const int CharactersBefore = 48;
    private const int CharactersAfter = 32;

    public static readonly SearchValues<string> SocialSecurity = Of("ssn", "social security", "social-security", "soc sec");

    public static readonly SearchValues<string> Version = Of("version", "ver.", "release", "build", "firmware");

    public static readonly SearchValues<string> Phone = Of(
        "phone", "telephone", "tel", "tel.", "mobile", "cell", "call", "fax", "sms", "whatsapp", "viber", "ring me", "reach me", "contact",
        "dial", "hotline", "my number", "number is", "text me",
        "answering at", "reply to", "messages to", "desk:", "office:",
        "телефон", "тел", "моб", "дзвон", "подзвон", "зателефон", "мій номер",
        "telefon", "tlf", "mobil", "mob.", "ring", "nummeret mitt", "mitt nummer");

    /// <summary>
    /// Whether one of the words begins within the 48 characters before a span or the 32 after it, on the same line. A span that opens its
    /// line is also named by the line above, as in a form.
    /// </summary>
    public static bool Near(string text, int start, int end, SearchValues<string> words)
    {
        var from = Math.Max(0, start - CharactersBefore);
        var before = text.AsSpan(from, start - from);
        var after = text.AsSpan(end, Math.Min(CharactersAfter, text.Length - end));
        var line = after.IndexOf('\n');
        return Holds(Line(before), words) || Holds(line < 0 ? after : after[..line], words);
    }

    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> before)
    {
        var line = before[(before.LastIndexOf('\n') + 1)..];
        if (!line.IsWhiteSpace())
        {
            return line;
        }

        var above = before.TrimEnd();
        return above[(above.LastIndexOf('\n') + 1)..];
    }

    private static bool Holds(ReadOnlySpan<char> window, SearchValues<string> words)
    {
        for (var at = 0; at < window.Length;)
        {
            var hit = window[at..].IndexOfAny(words);
            if (hit < 0)
            {
                return false;
            }

            if (at + hit == 0 || !char.IsLetterOrDigit(window[at + hit - 1]))
            {
                return true;
            }

            at += hit + 1;
        }

        return false;
    }

    private static SearchValues<string> Of(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
