namespace Steward.Privacy.Detection;

/// <summary>E-mail addresses: a local part of at most 64 characters and a host name with a plausible last label (RFC 5321, 5322).</summary>
internal static class EmailAddresses
{
    private const int LongestLocal = 64;
    private const int LongestHost = 253;

    public static void Find(string text, int from, List<PiiSpan> found)
    {
        for (var at = text.IndexOf('@', from); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = StartOfLocal(text, at);
            var end = EndOfHost(text, at + 1);
            if (start < at && end > 0)
            {
                found.Add(new PiiSpan(PiiType.Email, start, end - start, .98, Validated: true));
            }
        }
    }

    private static int StartOfLocal(string text, int at)
    {
        var start = at;
        while (start > 0 && IsLocal(text[start - 1]))
        {
            if (at - start == LongestLocal)
            {
                return at;
            }

            start--;
        }

        while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] != '_')
        {
            start++;
        }

        return at > 0 && text[at - 1] == '.' ? at : start;
    }

    // RFC 5322 allows more signs; in prose and in queries they are rather what stands before the address.
    private static bool IsLocal(char c) =>
        char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'';

    private static int EndOfHost(string text, int host)
    {
        var limit = Math.Min(text.Length, host + LongestHost);
        var best = -1;
        var label = host;
        for (var at = host; at <= limit; at++)
        {
            if (at < limit && (char.IsLetterOrDigit(text[at]) || text[at] == '-'))
            {
                continue;
            }

            if (at == label || text[label] == '-' || text[at - 1] == '-')
            {
                break;
            }

            if (label > host && IsLastLabel(text.AsSpan(label, at - label)))
            {
                best = at;
            }

            if (at >= limit || text[at] != '.')
            {
                break;
            }

            label = at + 1;
        }

        return best;
    }

    private static bool IsLastLabel(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var c in label)
        {
            if (!char.IsLetter(c))
            {
                return false;
            }
        }

        return label.Length is >= 2 and <= 24;
    }
}
