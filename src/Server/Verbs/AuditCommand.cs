using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Audit;

namespace Steward.Server.Verbs;

/// <summary><c>steward audit verify</c>: walks every chain; exit code 1 and the first broken entry if one does not hold.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, set, json) = (ServerOptions.Data(), ServerOptions.Set(), ServerOptions.Json());
        var verify = new Command("verify", "Verify the audit trail's hash chains") { data, set, json };
        verify.SetAction((parsed, ct) => DatabaseVerb.RunAsync(parsed.GetValue(data)!, parsed.GetValue(set), async scope =>
        {
            var reports = await scope.GetRequiredService<ChainVerifier>().VerifyAsync(ct);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { valid = reports.All(r => r.BrokenAt is null), chains = reports }, JsonSerializerOptions.Web));
            else foreach (var r in reports) Console.WriteLine(Line(r));
            return reports.All(r => r.BrokenAt is null) ? 0 : 1;
        }, creates: false));
        return new Command("audit", "The audit trail") { verify };
    }

    private static string Line(ChainReport r) => r.BrokenAt is null
        ? $"ok      tenant {r.TenantId}  {r.Entries} entries  head {r.Head}"
        : $"BROKEN  tenant {r.TenantId}  at entry {r.BrokenAt}: {r.Reason}";
}
