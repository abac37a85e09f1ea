using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Steward.Privacy.Detection;

/// <summary>IPv4 and IPv6 addresses that stand alone. Version numbers, times and qualified names are not addresses.</summary>
internal static class IpAddresses
{
    private const int LongestV6 = 45;
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>The address that holds the digit at <paramref name="digit"/>, the first digit of its group.</summary>
    public static PiiSpan? Match(string text, int digit) => MatchV4(text, digit) ?? MatchV6(text, digit);

    private static PiiSpan? MatchV4(string text, int digit)
    {
        var at = digit;
        for (var octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && !(at < text.Length && text[at++] == '.'))
            {
                return null;
            }

            if (Octet(text, ref at) is < 0 or > 255)
            {
                return null;
            }
        }

        if (!IsEdge(text, digit - 1, -1) || !IsEdge(text, at, 1) || Context.Version.Near(text, digit, at))
        {
            return null;
        }

        // Loopback and unspecified addresses say nothing about anybody, yet a mask does no harm.
        var ofNobody = text.AsSpan(digit, at - digit) is "0.0.0.0" or "127.0.0.1" or "255.255.255.255";
        return new PiiSpan(PiiType.IpAddress, digit, at - digit, ofNobody ? .4 : .95, Validated: true);
    }

    private static int Octet(string text, ref int at)
    {
        var value = 0;
        var start = at;
        while (at < text.Length && at - start < 3 && char.IsAsciiDigit(text[at]))
        {
            value = (value * 10) + text[at++] - '0';
        }

        return at == start || (at - start > 1 && text[start] == '0') ? -1 : value;
    }

    private static PiiSpan? MatchV6(string text, int digit)
    {
        var start = digit;
        while (start > 0 && digit - start < LongestV6 && text[start - 1] != '.' && V6Characters.Contains(text[start - 1]))
        {
            start--;
        }

        var rest = text.AsSpan(start);
        var length = rest[..Math.Min(rest.Length, LongestV6 + 1)].IndexOfAnyExcept(V6Characters);
        length = length < 0 ? Math.Min(rest.Length, LongestV6 + 1) : length;
        var candidate = rest[..length].TrimEnd('.');
        candidate = candidate.EndsWith(":") && !candidate.EndsWith("::") ? candidate[..^1] : candidate;
        if (candidate.Length is < 4 or > LongestV6 || candidate.Count(':') < 2 || !LooksGlobal(candidate)
            || !IsEdge(text, start - 1, -1) || !IsEdge(text, start + candidate.Length, 1)
            || !IPAddress.TryParse(candidate, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        return new PiiSpan(PiiType.IpAddress, start, candidate.Length, .95, Validated: true);
    }

    // "Face::Bad1" parses as an address and is a name in a program: a shortened form needs three groups.
    private static bool LooksGlobal(ReadOnlySpan<char> candidate)
    {
        var shortened = candidate.IndexOf("::");
        return shortened < 0 || candidate.Count(':') >= 3 || candidate.StartsWith("fe80") || candidate.StartsWith("2001");
    }

    private static bool IsEdge(string text, int at, int direction)
    {
        if (at < 0 || at >= text.Length)
        {
            return true;
        }

        if (char.IsLetterOrDigit(text[at]) || text[at] == '_')
        {
            return false;
        }

        var beyond = at + direction;
        return text[at] is not ('.' or '-') || beyond < 0 || beyond >= text.Length || !char.IsAsciiDigit(text[beyond]);
    }
}
