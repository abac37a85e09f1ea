namespace Steward.Tests.Support;

/// <summary>What a partner has accepted, by idempotency key.</summary>
internal sealed class PartnerLedger
{
    private const int KeptBookings = 100_000;
    private const string OtherBody = """{"success":false,"error":{"code":"DUPLICATE","message":"The key was used with another body."}}""";

    private readonly Lock gate = new();
    private readonly Dictionary<string, (ReceivedCall Call, int Status, string Body)> accepted = new(StringComparer.Ordinal);
    private readonly List<ReceivedCall> booked = [];

    public int Repeated { get; private set; }

    public IReadOnlyList<ReceivedCall> Booked
    {
        get
        {
            lock (gate)
            {
                return [.. booked];
            }
        }
    }

    /// <summary>The answer of the first time; 409 where the body is another; null where the key is new.</summary>
    public (int Status, string Body)? FindAccepted(string key, ReceivedCall call)
    {
        lock (gate)
        {
            if (!accepted.TryGetValue(key, out var first))
            {
                return null;
            }

            Repeated++;
            return first.Call.Body.Span.SequenceEqual(call.Body.Span) ? (first.Status, first.Body) : (409, OtherBody);
        }
    }

    public void Accept(string? key, ReceivedCall call, int status, string body)
    {
        lock (gate)
        {
            // Two calls with one new key at the same moment: the first to arrive here is the one booked.
            if (key is not null && !accepted.TryAdd(key, (call, status, body)))
            {
                Repeated++;
                return;
            }

            if (booked.Count < KeptBookings)
            {
                booked.Add(call);
            }
        }
    }
}
