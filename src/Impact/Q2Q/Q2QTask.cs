using Steward.Gateway;

namespace Steward.Impact.Q2Q;

/// <summary>Q2Q as an AI task: feedback in, labels with quoted evidence out.</summary>
internal static class Q2QTask
{
    public static readonly AiTask<Q2QRequest, Q2QLabels> Task = new()
    {
        Name = "q2q.classify",
        PromptVersion = Q2QPrompt.Version,
        System = Q2QPrompt.System,
        Prompt = Q2QPrompt.User,
        PeoplesText = request => request.Text,
        WithText = (request, text) => request with { Text = text },
        Problems = Q2QValidator.Problems,
        Builtin = Q2QEngine.Classify,
        MaxOutputTokens = 1500,
        CountsAsQ2Q = true,
    };
}
