using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Impact.Ingest;

/// <summary>The demo company's programme: sixty participants with eight sessions each over the last eight weeks, the same in every installation.</summary>
internal static class DemoSessions
{
    private const int Participants = 60;
    private const int SessionsEach = 8;

    public static async Task EnsureAsync(AppDb db, IngestWriter writer, Guid tenant, DateTime now, CancellationToken ct)
    {
        if (await db.Set<ImpactSession>().AnyAsync(s => s.TenantId == tenant, ct)) return;
        await Task.WhenAll(Enumerable.Range(0, Participants * SessionsEach).Select(n => writer.WriteAsync(Session(n, tenant, now), ct)));
    }

    private static NewEvent Session(int n, Guid tenant, DateTime now)
    {
        var (participant, week) = (n % Participants + 1, n / Participants);
        var data = new IngestData(60 + n % 3 * 30, n % 7 == 0 ? "neutral" : "positive", 0.6 + n % 4 * 0.1, null, null, new IngestMetadata("demo", n % 2 == 0 ? "buddy" : "mentorship"));
        var body = new IngestRequest("session.completed", $"demo-session-{n + 1}", $"participant-{participant:00}", null, data);
        return new NewEvent(Guid.CreateVersion7(), tenant, $"demo-session-{n + 1}", "demo", body, now.AddDays(-7 * week - n % 5), now);
    }
}
