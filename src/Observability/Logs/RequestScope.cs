using System.Collections;
using Microsoft.AspNetCore.Http;

namespace Steward.Observability.Logs;

/// <summary>
/// Request id, tenant and user for every line written during a request. Read late, because who is asking is known only after
/// sign-in and a caller's own request id may be taken over; and copied at the end, because the context is used again for another
/// caller while background work may still log here.
/// </summary>
internal sealed class RequestScope(HttpContext context) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private volatile HttpContext? _context = context;
    private string? _requestId;
    private string? _tenant;
    private string? _user;

    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("request_id", _context is { } open ? open.TraceIdentifier : _requestId),
        1 => new("client_id", _context is { } open ? Claim(open, "tenant") : _tenant),
        2 => new("user_id", _context is { } open ? Claim(open, "sub") : _user),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public void Close()
    {
        if (_context is not { } open) return;
        _requestId = open.TraceIdentifier;
        _tenant = Claim(open, "tenant");
        _user = Claim(open, "sub");
        _context = null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string? Claim(HttpContext context, string type) => context.User.FindFirst(type)?.Value;
}
