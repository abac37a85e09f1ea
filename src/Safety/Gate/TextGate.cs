using Steward.Gateway;

namespace Steward.Safety.Gate;

/// <summary>Fills the gateway's gate: an unsafe text is held until a reviewer has released it.</summary>
internal sealed class TextGate(Judge judge, FlagKeeper flags) : ITextGate
{
    public async Task<GateDecision> AskAsync(GateRequest request, CancellationToken ct)
    {
        var text = new ScreenedText(request.TenantId, request.ContentId, request.ContentType, request.Text, request.Locale, request.SubjectId);
        var judged = await judge.OfAsync(text, ct);
        var flag = await flags.KeepAsync(text, judged, ct);
        if (judged.Safe || flag?.ReviewStatus is "approved" or "rejected") return GateDecision.Pass with { Policy = judged.RulesVersion + judged.Policy.Mark };
        if (flag is null) throw new InvalidOperationException("An unsafe text has no flag.");
        return new GateDecision(false, flag.Id, flag.FlagReason);
    }
}
