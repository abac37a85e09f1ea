using System.Buffers;

namespace Steward.Privacy.Detection;

/// <summary>
/// Numbers of German identity cards and passports: nine characters without vowels, with or without the check digit of the machine-readable
/// line (ICAO 9303: weights 7, 3, 1). Much else looks so, so words must say it.
/// </summary>
internal static class GermanIdCard
{
    private const int Length = 9;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789CFGHJKLMNPRTVWXYZ");

    /// <summary>The number in which the digit at <paramref name="digit"/> stands, if it is one.</summary>
    public static PiiSpan? Match(string text, int digit)
    {
        var start = digit;
        while (start > 0 && digit - start <= Length && char.IsAsciiLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        var end = digit;
        while (end < text.Length && end - start <= Length + 2 && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        var token = text.AsSpan(start, end - start);
        token = token is { Length: Length + 2 } && token[^1] == 'D' ? token[..^1] : token;
        if (token.Length is not (Length or Length + 1) || !char.IsAsciiLetterUpper(token[0]) || token.ContainsAnyExcept(Characters)
            || (token.Length > Length && !HasCheckDigit(token)) || !Context.GermanIdCard.Near(text, start, end))
        {
            return null;
        }

        var validated = token.Length > Length;
        return new PiiSpan(PiiType.GermanIdCard, start, end - start, validated ? .97 : .75, validated);
    }

    private static bool HasCheckDigit(ReadOnlySpan<char> token)
    {
        ReadOnlySpan<int> weights = [7, 3, 1];
        var sum = 0;
        for (var i = 0; i < Length; i++)
        {
            sum += weights[i % 3] * (char.IsAsciiDigit(token[i]) ? token[i] - '0' : token[i] - 'A' + 10);
        }

        return token[Length] - '0' == sum % 10;
    }
}
