using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Errors;

namespace Steward.Gateway.Admission;

/// <summary>What people's text goes through before a model sees it.</summary>
internal static class TextGate
{
    /// <summary>Screens it; tells by which version of the rules it passed.</summary>
    /// <exception cref="TextHeldException">It is held.</exception>
    /// <exception cref="ProblemException">503: no gate is installed.</exception>
    public static async Task<string> PassAsync(IServiceProvider scope, AiCall call, string text, CancellationToken ct)
    {
        var gate = scope.GetService<ITextGate>()
            ?? throw new Problem(503, "no_text_gate", "No text gate", "People's text may not reach a model: no text gate is installed.").AsException();
        var decision = await gate.AskAsync(new GateRequest(call.TenantId, call.ContentId, call.ContentType, text, call.Locale, call.SubjectId), ct);
        return decision.Passes ? decision.Policy : throw new TextHeldException(decision.FlagId!, decision.Reason!);
    }
}
