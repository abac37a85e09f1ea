using Steward.Gateway;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>Fills the gateway's gate: an unsafe text is held until a reviewer has released it.</summary>
internal sealed class TextGate(Screener screener, FlagKeeper flags) : ITextGate
{
    public async Task<GateDecision> AskAsync(GateRequest request, CancellationToken ct)
    {
        var verdict = screener.Screen(request.Text, request.Locale);
        var flag = await flags.KeepAsync(
            new ScreenedText(request.TenantId, request.ContentId, request.ContentType, request.Text, request.Locale, request.SubjectId), verdict, ct);
        if (verdict.Safe || flag?.ReviewStatus is "approved" or "rejected") return GateDecision.Pass with { Policy = verdict.RulesVersion };
        if (flag is null) throw new InvalidOperationException("An unsafe text has no flag.");
        return new GateDecision(false, flag.Id, flag.FlagReason);
    }
}
