using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway models</c> and <c>steward gateway providers …</c></summary>
internal static class ModelCommands
{
    private static readonly Argument<string?> Name = new("provider") { Description = "Only this one", Arity = ArgumentArity.ZeroOrOne };

    public static Command List(ServerOptions server)
    {
        var command = new Command("models", "Names that can be asked, with prices in US dollars per million tokens");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var models = await client.Models.ListAsync(ct);
            output.Write(models, () => Output.Table(["NAME", "PROVIDER", "INPUT", "OUTPUT", "CONTEXT", "ASKS"], models.Select(m => (string[])
                [m.Id, m.OwnedBy, Usd(m.InputPrice), Usd(m.OutputPrice), m.MaxInputTokens?.ToString(CultureInfo.InvariantCulture) ?? "–", string.Join(", ", m.Models ?? [])])));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Providers(ServerOptions server)
    {
        var command = new Command("providers", "The configured providers, and what the server has seen of their models") { Test(server) };
        command.Calls(server, async (client, _, output, ct) =>
        {
            var providers = await client.Models.ProvidersAsync(ct);
            output.Write(providers, () => Output.Table(["PROVIDER", "MODEL", "CALLS", "FAILED", "IN A ROW", "STATE"], providers.SelectMany(Lines)));
            if (providers.Count == 0) NoneConfigured();
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Test(ServerOptions server)
    {
        var command = new Command("test", "Ask each provider for a short answer; exit 1 unless all of them answer") { Name };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var tests = await client.Models.TestAsync(line.GetValue(Name), ct);
            output.Write(tests, () => Output.Table(["PROVIDER", "MODEL", "OUTCOME", "TIME", "TOKENS", "COST", "DETAIL"], tests.Select(t => (string[])
                [t.Provider, t.Model, t.Outcome.Replace('_', ' '), Number(t.LatencyMs) + " ms", Number(t.Tokens), GatewayWords.Usd(t.Cost), t.Detail])));
            if (tests.Count == 0) NoneConfigured();
            return tests.All(t => t.IsReachable) ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static IEnumerable<string[]> Lines(ModelProvider provider)
    {
        if (provider.Models.All(m => m.Model != provider.Model)) yield return [provider.Provider, provider.Model, "0", "0", "0", "not asked yet"];
        foreach (var m in provider.Models) yield return [provider.Provider, m.Model, Number(m.Calls), Number(m.Failures), Number(m.FailuresInARow), State(m)];
    }

    private static string State(ModelHealth model) => model switch
    {
        { RestingUntil: { } until } => string.Create(CultureInfo.InvariantCulture, $"left alone until {until.UtcDateTime:HH:mm:ss'Z'} ({model.LastError})"),
        { FailuresInARow: > 0 } => $"failing ({model.LastError})",
        _ => "answers",
    };

    private static void NoneConfigured() => Output.Remark("No provider is configured: start the server with OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or Gateway:SelfHosted.");

    private static string Usd(decimal? value) => value?.ToString("0.########", CultureInfo.InvariantCulture) ?? "–";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
